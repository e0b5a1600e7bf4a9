import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { repositoryText } from '../support/repository.ts';

const { version } = JSON.parse(repositoryText('package.json')) as { readonly version: string };
const workflow = repositoryText('.github/workflows/release.yml');

interface Job {
  readonly permissions?: Readonly<Record<string, string>>;
}

describe('a release', () => {
  it('has one version: that of the package, the chart and the kustomization', () => {
    expect(parse(repositoryText('deploy/chart/Chart.yaml'))).toMatchObject({ version, appVersion: version });
    expect(parse(repositoryText('deploy/kustomize/kustomization.yaml'))).toMatchObject({
      images: [{ name: 'firebreak', newTag: version }],
    });
  });

  it('runs no action that is not pinned by its commit', () => {
    const used = [...workflow.matchAll(/uses: (\S+)/gu)].map(([, action]) => action);
    expect(used.length).toBeGreaterThan(5);
    for (const action of used) expect(action).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40}$/u);
  });

  it('gives each job the rights that it names, and none by default', () => {
    const { permissions, jobs } = parse(workflow) as {
      readonly permissions: object;
      readonly jobs: Record<string, Job>;
    };
    expect(permissions).toEqual({});
    for (const job of Object.values(jobs)) expect(job.permissions).toMatchObject({ contents: 'read' });
  });

  it('puts no expression into a script, where its text would be run', () => {
    const { jobs } = parse(workflow) as {
      readonly jobs: Record<string, { readonly steps: readonly { readonly run?: string }[] }>;
    };
    const scripts = Object.values(jobs).flatMap(({ steps }) => steps.map(({ run }) => run ?? ''));
    expect(scripts.join('\n')).not.toContain('${{');
  });
});

describe('the image', () => {
  const dockerfile = repositoryText('Dockerfile');

  it('copies nothing that .dockerignore keeps away', () => {
    const admitted = new Set(
      repositoryText('.dockerignore')
        .split('\n')
        .filter((line) => line.startsWith('!'))
        .map((line) => line.slice(1)),
    );
    const copied = [...dockerfile.matchAll(/^COPY (?!--from)(?<paths>.+) \S+$/gmu)].flatMap(
      ({ groups }) => groups?.['paths']?.split(' ') ?? [],
    );
    expect(copied.length).toBeGreaterThan(8);
    expect(copied.filter((path) => !admitted.has(path))).toEqual([]);
  });

  it('holds every folder that the package ships', () => {
    const { files } = JSON.parse(repositoryText('package.json')) as { readonly files: readonly string[] };
    for (const folder of files)
      expect(dockerfile).toMatch(new RegExp(`^COPY .*${folder} \\./${folder}$`, 'mu'));
  });

  it('runs as the user that the chart names, by number', () => {
    const [, user] = /^USER (\d+):\d+$/mu.exec(dockerfile) ?? [];
    expect(repositoryText('deploy/chart/templates/deployment.yaml')).toContain(`runAsUser: ${user}`);
  });
});
