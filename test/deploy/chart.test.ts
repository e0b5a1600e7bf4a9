import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { field, listAt } from '../../src/domain/fields.ts';
import { partMissing } from '../parts/parts.ts';
import { runCli } from '../support/run-cli.ts';
import { chartFolder, render, renderObjects, runTool, tryRender, type Values } from './helm.ts';
import { valueSets } from './value-sets.ts';
import { secretSettings } from './values-schema.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'firebreak-chart-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

interface Checked {
  readonly object?: { readonly kind: string; readonly name: string };
  readonly outcome: string;
  readonly verdicts: readonly {
    readonly outcome: string;
    readonly reason: string;
    readonly message: string;
  }[];
}

/** What `firebreak check` and `check --pod` say of rendered manifests, as far as it is not that all is well. */
async function complaints(yaml: string, args: readonly string[]): Promise<readonly string[]> {
  const file = join(folder, 'rendered.yaml');
  writeFileSync(file, yaml);
  const { stdout } = await runCli([
    'check',
    ...args,
    ...(args.includes('--pod') ? [file] : [file]),
    '--json',
  ]);
  const results = stdout
    .split('\n')
    .filter((line) => line !== '')
    .flatMap((line) => JSON.parse(line) as Checked | readonly Checked[]);
  expect(results.length).toBeGreaterThan(0);
  return results.flatMap(({ verdicts }) =>
    verdicts
      .filter(({ outcome }) => outcome === 'refuse' || outcome === 'hold')
      .map(({ reason, message }) => `${reason}: ${message}`),
  );
}

describe.skipIf(partMissing('chart-tools'))('the chart', () => {
  it.each(Object.entries(valueSets))('lints: %s', (_what, values) => {
    const { code, stdout, stderr } = runTool('helm', ['lint', '--strict', chartFolder, '--values', '-'], {
      input: stringify(values),
    });

    expect(`${stdout}${stderr}`).not.toMatch(/\[(?:ERROR|WARNING)\]/u);
    expect(code).toBe(0);
  });

  it.each(Object.entries(valueSets))(
    'passes firebreak check and is restricted: %s',
    async (_what, values) => {
      const yaml = render(values);
      const pods = renderObjects(values)
        .filter(({ kind }) => kind === 'Deployment')
        .map((object) => stringify(object));

      expect(await complaints(yaml, [])).toEqual([]);
      expect(await complaints(pods.join('---\n'), ['--level', 'restricted', '--pod'])).toEqual([]);
    },
  );

  it('writes no secret into what it renders', () => {
    for (const values of Object.values(valueSets)) {
      const secrets = renderObjects(values).filter(({ kind }) => kind === 'Secret');
      expect(secrets.flatMap((secret) => Object.keys(secret))).not.toContain('data');
      expect(secrets.flatMap((secret) => Object.keys(secret))).not.toContain('stringData');
    }
  });

  const writes = new Set(['create', 'update', 'patch', 'delete', 'deletecollection', '*']);
  const rightsOf = (values: Values, identity: string) =>
    renderObjects(values)
      .filter(({ kind, metadata }) => kind.endsWith('Role') && metadata.name.endsWith(`:${identity}`))
      .flatMap(
        ({ rules }) =>
          rules as readonly { readonly verbs: readonly string[]; readonly resources: readonly string[] }[],
      );
  const policiesOf = (values: Values) =>
    renderObjects(values).filter(({ kind }) => kind === 'ValidatingAdmissionPolicy');

  it('gives the executor no right before the mode is approve', () => {
    expect(rightsOf({}, 'executor')).toEqual([]);
    expect(rightsOf({ mode: 'approve' }, 'executor')).not.toEqual([]);
  });

  it('gives nobody a right to write that no admission policy of the chart holds', () => {
    for (const values of Object.values(valueSets)) {
      const verbs = ['planner', 'executor']
        .flatMap((identity) => rightsOf(values, identity))
        .flatMap((rule) => rule.verbs);
      const written = verbs.filter((verb) => writes.has(verb));
      if (policiesOf(values).length === 0) expect(written).toEqual([]);
    }
    expect(rightsOf({}, 'planner').flatMap(({ verbs }) => verbs)).toContain('patch');
  });

  it('lets neither identity read Secrets', () => {
    const rules = ['planner', 'executor'].flatMap((identity) => rightsOf({ mode: 'approve' }, identity));
    expect(rules.flatMap(({ resources }) => resources)).not.toContain('secrets');
    expect(rules.flatMap(({ resources }) => resources)).not.toContain('*');
  });

  const asked: readonly (readonly [string, Values, readonly number[]])[] = [
    ['nothing', {}, []],
    ['LiteLLM', { config: { litellmBaseUrl: 'http://litellm.litellm.svc:4000/v1' } }, [4000]],
    ['Bedrock behind an endpoint', { config: { bedrockEndpoint: 'https://vpce-1.example' } }, []],
    ['GitHub Enterprise', { config: { githubApiUrl: 'https://ghe.example:8443/api/v3' } }, [8443]],
    [
      'Slack through a proxy of its own',
      { config: { slackApiUrl: 'http://slack-proxy.chat.svc:8080' } },
      [8080],
    ],
    ['an identity provider', { config: { oidcIssuer: 'https://dex.example:5556/dex' } }, [5556]],
    ['Loki behind its gateway', { config: { lokiUrl: 'http://loki-gateway.loki.svc' } }, [80]],
    ['Prometheus', { config: { prometheusUrl: 'http://prometheus.monitoring.svc:9090' } }, [9090]],
    [
      'Alertmanagers',
      { config: { alertmanagerUrl: 'http://am-0.m.svc:9093,http://am-1.m.svc:9094' } },
      [9093, 9094],
    ],
    ['a proxy', { env: { HTTPS_PROXY: 'http://proxy.example:3128', NO_PROXY: '.svc' } }, [3128]],
    ['an address in a Secret', { networkPolicy: { egressPorts: [3100] } }, [3100]],
    ['where people come from', { config: { publicUrl: 'https://firebreak.example:8444' } }, []],
  ];

  it.each(asked)('lets out what is needed to ask %s, and no other port', (_what, values, ports) => {
    const policy = renderObjects(values).find(({ kind }) => kind === 'NetworkPolicy');
    const open = listAt(policy, 'spec', 'egress')
      .flatMap((rule) => listAt(rule, 'ports'))
      .map((each) => field(each, 'port'));
    expect(open).toEqual([53, 53, 443, 6443, ...ports]);
  });

  it('gives each secret as a file of its own, under the name of its setting', () => {
    const secrets = Object.fromEntries(
      Object.keys(secretSettings).map((setting) => [setting, { name: 'all', key: setting }]),
    );
    // A token and an App exclude each other.
    const { githubToken: _token, ...app } = secrets;
    const config = { githubAppId: '1', githubAppInstallationId: '2' };
    const deployment = renderObjects({ secrets: app, config }).find(({ kind }) => kind === 'Deployment');
    const text = JSON.stringify(deployment);
    for (const setting of Object.keys(app))
      expect(text).toContain(
        JSON.stringify({
          name: `${secretSettings[setting] ?? ''}_FILE`,
          value: `/etc/firebreak/secrets/${setting}`,
        }),
      );
  });

  it('renders under another name and in another namespace without a trace of the first', () => {
    const { stdout } = runTool('helm', [
      'template',
      'responder',
      chartFolder,
      '-n',
      'guard',
      '--set',
      'mode=approve',
    ]);

    expect(stdout).toContain('system:serviceaccount:guard:responder-firebreak-planner');
    expect(stdout).not.toMatch(/release-name|release-namespace|namespace: firebreak$/mu);
  });
});

describe.skipIf(partMissing('chart-tools'))('values that make no sense', () => {
  const nonsense: readonly (readonly [string, Values, RegExp])[] = [
    ['two replicas on one SQLite file', { replicas: 2 }, /replicas.*must be 1/su],
    [
      'a volume that several nodes write',
      { persistence: { accessMode: 'ReadWriteMany' } },
      /accessMode.*ReadWriteOnce/su,
    ],
    ['a mode that does not exist', { mode: 'auto' }, /mode.*'dry-run', 'approve'/su],
    ['a value that does not exist', { replica: 1 }, /'replica' not allowed/u],
    ['a setting that does not exist', { config: { modles: [] } }, /config.*'modles' not allowed/su],
    ['a setting that the chart gives', { config: { dataDir: '/tmp' } }, /config.*'dataDir' not allowed/su],
    [
      'a secret in plain words',
      { secrets: { webhookToken: 'hunter2' } },
      /secrets\/webhookToken.*want object/su,
    ],
    [
      'a secret among the settings',
      { config: { apiToken: 'hunter2-hunter2-hunter2' } },
      /config.*'apiToken' not allowed/su,
    ],
    ['a secret among the variables', { env: { LITELLM_API_KEY: 'hunter2' } }, /env\/LITELLM_API_KEY/u],
    [
      'a password in an address',
      { config: { prometheusUrl: 'http://u:hunter2@prometheus:9090' } },
      /config\/prometheusUrl.*'not' failed/su,
    ],
    [
      'a secret of no key',
      { secrets: { apiToken: { name: 'firebreak' } } },
      /secrets\/apiToken.*missing property 'key'/su,
    ],
    [
      'a model of no provider',
      { config: { models: ['claude-haiku'] } },
      /config\/models\/0.*litellm\|bedrock/su,
    ],
    ['the tag latest', { image: { tag: 'latest' } }, /image\/tag/u],
    ['a digest that is none', { image: { digest: 'sha256:abc' } }, /image\/digest.*does not match/su],
    ['an Ingress without a host', { ingress: { enabled: true } }, /ingress\.host: /u],
    [
      'a route without a gateway',
      { httpRoute: { enabled: true, host: 'a.example' } },
      /httpRoute\.parentRefs: /u,
    ],
    [
      'two ways in',
      {
        ingress: { enabled: true, host: 'a.example' },
        httpRoute: { enabled: true, host: 'a.example', parentRefs: [{ name: 'g' }] },
      },
      /enable one of both/u,
    ],
    [
      'approve without admission policies',
      { mode: 'approve', admission: { enabled: false } },
      /approve needs admission\.enabled: true/u,
    ],
    [
      'a setting that a variable would override',
      { env: { FIREBREAK_MODE: 'approve' } },
      /env\/FIREBREAK_MODE/u,
    ],
    [
      'half a GitHub App',
      { config: { githubAppId: '1' } },
      /a GitHub App takes config\.githubAppId, config\.githubAppInstallationId and/u,
    ],
    [
      'a token for GitHub beside an App',
      {
        config: { githubAppId: '1', githubAppInstallationId: '2' },
        secrets: {
          githubAppPrivateKey: { name: 'g', key: 'k' },
          githubToken: { name: 'g', key: 't' },
        },
      },
      /one of both/u,
    ],
    [
      'a repository without paths',
      { config: { repositories: [{ repository: 'acme/deployments', base: 'main', paths: [] }] } },
      /repositories\/0\/paths.*minItems/su,
    ],
    [
      'a repository that is an address',
      {
        config: {
          repositories: [{ repository: 'https://github.com/acme/deployments', base: 'main', paths: ['**'] }],
        },
      },
      /repositories\/0\/repository.*does not match/su,
    ],
    [
      'two sets of policies',
      { policies: { files: { 'a.yaml': 'x' }, existingConfigMap: 'ours' } },
      /not both/u,
    ],
    [
      'a label that the Service selects by',
      { podLabels: { 'app.kubernetes.io/name': 'other' } },
      /podLabels\/app\.kubernetes\.io~?1?\/?name/u,
    ],
    [
      'a size that is none',
      { persistence: { size: 'five gigabytes' } },
      /persistence\/size.*does not match/su,
    ],
    ['a port beyond the last', { networkPolicy: { egressPorts: [70_000] } }, /egressPorts\/0.*maximum/su],
    [
      'an architecture without an image',
      { architectures: ['s390x'] },
      /architectures\/0.*'amd64', 'arm64'/su,
    ],
  ];

  it.each(nonsense)('refuses %s', (_what, values, words) => {
    const { code, stderr } = tryRender(values);

    expect(code).not.toBe(0);
    expect(stderr).toMatch(words);
    expect(stderr).not.toContain('hunter2');
  });
});
