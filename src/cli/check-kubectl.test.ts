import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../../scripts/prepare.mjs';
import type { Verdict } from '../domain/verdict.ts';
import { runProgram } from './program.ts';

const dumps = join(root, 'test/fixtures/dumps');

async function check(kubectl: string, ...more: readonly string[]) {
  let [out, err] = ['', ''];
  const code = await runProgram(['check', '--kubectl', kubectl, ...more], {
    environment: {},
    stdout: (text) => void (out += text),
    stderr: (text) => void (err += text),
    stdin: async () => '',
    async *stdinChunks() {},
    terminal: false,
    signal: new AbortController().signal,
  });
  return { code, out, err };
}

interface Line {
  readonly action: unknown;
  readonly outcome: Verdict['outcome'];
  readonly verdicts: readonly Verdict[];
}

async function checkJson(kubectl: string, ...more: readonly string[]) {
  const { code, out } = await check(kubectl, '--json', ...more);
  const lines = out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);
  return { code, lines };
}

function verdictsOf(line: Line | undefined): readonly string[] {
  return (line?.verdicts ?? []).map(({ layer, outcome, reason }) => `${layer} ${outcome} ${reason}`);
}

describe('firebreak check --kubectl', () => {
  it('says of a command that reads that it reads', async () => {
    const kubectl = 'kubectl get pods -A';
    expect(await checkJson(kubectl)).toEqual({
      code: 0,
      lines: [{ action: null, kubectl, readOnly: true, outcome: 'pass', verdicts: [] }],
    });
  });

  it('refuses what it does not read, with the reason and the mend', async () => {
    const { code, lines } = await checkJson('kubectl delete pods --all -n cardboard');
    expect(code).toBe(1);
    expect(lines).toEqual([expect.objectContaining({ action: null, outcome: 'refuse' }) as unknown]);
    expect(lines[0]?.verdicts[0]).toEqual({
      layer: 'allowlist',
      outcome: 'refuse',
      reason: 'kubectl.broad-selection',
      message: '--all changes whatever it matches',
      remedy: 'name each object',
    });
  });

  it('judges what a line means against a dump, as check --action would', async () => {
    const fix =
      'kubectl -n cardboard set resources deployment/price-scraper --containers=scraper --limits=memory=512Mi';
    const { code, lines } = await checkJson(fix, '--dump', join(dumps, 'oom-scraper'));
    expect(code).toBe(0);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({
      action: { action: 'set-resources', target: { name: 'price-scraper' } },
      outcome: 'hold',
    });
    expect(verdictsOf(lines[0])).toContain('allowlist pass allowlist.allowed');
  });

  it('sees that setting a selector replaces it, and whom that captures', async () => {
    const trap = 'kubectl -n cardboard set selector service web app.kubernetes.io/name=cardboard';
    const { code, lines } = await checkJson(trap, '--dump', join(dumps, 'service-fine'));
    expect(code).toBe(1);
    expect(verdictsOf(lines[0])).toContain('selector refuse selector.captures-second-workload');
  });

  it('gives a line for each action', async () => {
    const { lines } = await checkJson('kubectl -n cardboard delete job one two');
    expect(lines.map(({ action }) => action)).toMatchObject([
      { target: { name: 'one' } },
      { target: { name: 'two' } },
    ]);
  });

  it('keeps secrets out of what it prints', async () => {
    const password = 'PASSWORD=correct-horse-battery-staple';
    const unread = await check(`kubectl -n cardboard set env deployment/web ${password}`, '--json');
    const judged = await check(`kubectl -n cardboard set env deployment/web -c web ${password}`, '--json');
    expect(unread.out + judged.out).not.toContain('correct-horse');
  });

  it('takes one form of check at a time', async () => {
    const { code, err } = await check('kubectl get pods', '--pod', 'pod.yaml');
    expect(code).toBe(2);
    expect(err).toContain('exclude each other');
  });
});

describe('without a dump', () => {
  it('nothing that depends on the object is judged, and a person is needed all the same', async () => {
    const { code, lines } = await checkJson('kubectl -n cardboard rollout restart deployment/web');
    expect(code).toBe(0);
    expect(lines[0]?.outcome).toBe('hold');
    expect(verdictsOf(lines[0])).toEqual([
      'allowlist skipped target.not-looked-up',
      'selector skipped target.not-looked-up',
      'pod-security skipped target.not-looked-up',
      'dry-run skipped dry-run.no-cluster',
      'approval hold approval.one-person',
    ]);
  });

  it.each([
    [
      'an action that does not fit its schema',
      'kubectl -n shop scale pod/web --replicas=1',
      'action.invalid',
    ],
    ['a Secret', 'kubectl -n shop label secret token a=b', 'allowlist.protected'],
    ['a namespace of its own', 'kubectl -n firebreak rollout restart deployment/web', 'allowlist.protected'],
    [
      'a protected namespace',
      'kubectl -n kube-system rollout restart deploy/dns',
      'allowlist.protected-namespace',
    ],
    ['what no rule could cover', 'kubectl label node node-a a=b', 'allowlist.no-rule'],
    [
      'what is out of bounds whatever there is',
      'kubectl -n shop set resources deploy/web -c web --limits=memory=64Gi',
      'allowlist.out-of-bounds',
    ],
  ])('%s is refused', async (_what, kubectl, reason) => {
    const { code, lines } = await checkJson(kubectl);
    expect(lines[0]?.verdicts[0]).toMatchObject({ outcome: 'refuse', reason });
    expect(code).toBe(1);
  });
});
