import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Action } from '../../src/domain/action.ts';
import type { KubernetesObject } from '../../src/domain/objects.ts';
import { appendToLedger } from '../../src/ledger/append.ts';
import { ClusterError } from '../../src/ports/cluster.ts';
import { evidenceItem, proposal } from '../diagnosis/cases.ts';
import { calling, saying, type Turn } from '../diagnosis/fakes.ts';
import { actionOn, deployment, packaged } from '../support/allowlist.ts';
import { service, workload } from '../support/namespace-objects.ts';
import { web } from '../support/response-rig.ts';
import { namespaceObject, startMistakes } from './mistakes-rig.ts';

let mistakes: Awaited<ReturnType<typeof startMistakes>>;
beforeEach(async () => {
  mistakes = await startMistakes();
});
afterEach(() => mistakes.rig.close());

const usable = calling(['propose', proposal()]);

function put(...objects: readonly KubernetesObject[]): void {
  for (const object of objects) mistakes.rig.cluster.put(object);
}

/** An action on an object, in the incident's scope. */
function on(object: KubernetesObject, action: string, params: Action['params']): Action {
  return {
    ...actionOn(object, action, params),
    incident: { namespace: 'cardboard', namespaces: ['cardboard'] },
  };
}

describe('what a model says wrong', () => {
  it.each<readonly [pattern: string, mistake: string, turns: readonly Turn[]]>([
    [
      'guessed-name',
      "the log of a Job's pod by a guessed name",
      [calling(['read_log', { pod: 'postgres-backup-29520495-xxxxxx', container: 'backup' }]), usable],
    ],
    [
      'guessed-name',
      'an object that evidence has not shown',
      [calling(['describe_object', { object: 'ev_77' }]), usable],
    ],
    ['guessed-name', 'evidence that does not exist', [calling(['propose', cites('ev_99')]), usable]],
    [
      'namespace-confusion',
      'a look at the application next door',
      [calling(['list_objects', { what: 'workloads', namespace: 'trade-bot' }]), usable],
    ],
    [
      'wrong-infrastructure-namespace',
      'a look at longhorn for longhorn-system',
      [calling(['list_objects', { what: 'workloads', namespace: 'longhorn' }]), usable],
    ],
    ['host-commands', 'a shell', [calling(['run_shell', { command: 'journalctl -u k3s' }]), usable]],
    ['host-commands', 'systemctl as a tool', [calling(['systemctl', 'status k3s']), usable]],
    ['host-commands', 'a shell in place of the proposal', [calling(['diagnostics', { run: 'netstat -an' }])]],
    [
      'message-over-limit',
      'a summary without end',
      [calling(['propose', proposal({ summary: 'x'.repeat(900) })]), usable],
    ],
    ['model-access-denied', 'nothing, because tool use is denied', ['access-denied']],
    [
      'tool-result-wrapper',
      'nothing, because tool results are called invalid',
      [calling(['read_events', { object: 'ev_2' }]), 'invalid-request'],
    ],
    ['retry-without-backoff', 'nothing, because of the rate', ['rate-limited']],
    ['unclassified', 'plain text', [saying('It is the memory.'), usable]],
    ['unclassified', 'a tool of another trade', [calling(['get_weather', { city: 'Ghent' }]), usable]],
    ['unclassified', 'nothing, because the request itself is invalid', ['invalid-request']],
  ])('is %s: %s', async (pattern, _mistake, turns) => {
    await mistakes.modelSays(...turns);

    expect(await mistakes.seen()).toEqual([pattern]);
  });

  it('is not what it says right', async () => {
    await mistakes.modelSays(usable);

    expect(await mistakes.seen()).toEqual([]);
  });

  it('is on record redacted and cut', async () => {
    await mistakes.modelSays(
      calling(['run_shell', { command: `echo hunter2 ${'x'.repeat(2_000)}` }]),
      usable,
    );

    const [pattern] = (await mistakes.report()).patterns;
    const shown = JSON.stringify(pattern);
    expect(pattern).toMatchObject({
      name: 'host-commands',
      byModel: [{ name: 'litellm:claude-haiku', count: 1 }],
      byAlert: [{ name: 'PodCrashLoopBackOff', count: 1 }],
      byNamespace: [{ name: 'cardboard', count: 1 }],
    });
    expect(shown).toContain('[redacted]');
    expect(shown).not.toContain('hunter2');
    expect(shown.length).toBeLessThan(3_000);
  });
});

function cites(id: string) {
  const cause = { cause: 'container.oom-killed', object: id, confidence: 0.9, why: 'x', evidence: [id] };
  return proposal({ causes: [cause] });
}

describe('what the layers refuse', () => {
  const component = 'app.kubernetes.io/component';
  const trapped = () => {
    const labels = { 'app.kubernetes.io/name': 'cardboard' };
    put(
      workload('Deployment', 'shop', { labels: { ...labels, [component]: 'web' }, ports: { http: 80 } }),
      workload('StatefulSet', 'postgres', { labels: { ...labels, [component]: 'db' }, ports: { sql: 5432 } }),
    );
    const front = service('shop', { ...labels, [component]: 'web' }, { ports: [{ port: 80 }] });
    put(front);
    return front;
  };

  it('is selector-trap where a selector would take in the database', async () => {
    const front = trapped();

    await mistakes.proposes([on(front, 'patch-service-selector', { selector: { [component]: null } })]);

    const [pattern] = (await mistakes.report()).patterns;
    expect(pattern).toMatchObject({ name: 'selector-trap', byLayer: [{ name: 'selector' }] });
    expect(await mistakes.seen()).toEqual(['selector-trap']);
  });

  it('is over-labelling where workloads could not be recreated', async () => {
    put(workload('Deployment', 'hass', { spec: { hostNetwork: true } }));

    await mistakes.proposes([
      on(namespaceObject, 'set-labels', { labels: { 'pod-security.kubernetes.io/enforce': 'restricted' } }),
    ]);

    expect(await mistakes.seen()).toEqual(['over-labelling']);
  });

  it.each<
    readonly [
      pattern: string,
      mistake: string,
      object: KubernetesObject,
      action: string,
      params: Action['params'],
    ]
  >([
    [
      'guessed-name',
      'a pod by a guessed name',
      named('v1', 'Pod', 'cardboard', 'backup-xxxxxx'),
      'delete-pod',
      {},
    ],
    [
      'namespace-confusion',
      'the application next door',
      deployment('trade-bot', 'web'),
      'restart-workload',
      {},
    ],
    [
      'wrong-infrastructure-namespace',
      'traefik in traefik',
      named('apps/v1', 'Deployment', 'traefik', 'traefik'),
      'restart-workload',
      {},
    ],
  ])('is %s for %s', async (pattern, _mistake, object, action, params) => {
    if (pattern === 'namespace-confusion') put(object);

    // Infrastructure is looked for by those whose alert names its namespace.
    const scope = pattern === 'wrong-infrastructure-namespace' ? 'traefik' : 'cardboard';
    await mistakes.proposes([{ ...on(object, action, params), incident: { namespace: scope } }]);

    expect(await mistakes.seen()).toEqual([pattern]);
  });

  it('is operator-scales-back for replicas that an operator owns', async () => {
    const owner = {
      apiVersion: 'postgresql.cnpg.io/v1',
      kind: 'Cluster',
      name: 'db',
      uid: 'u',
      controller: true,
    };
    const database = workload('StatefulSet', 'db');
    const owned = { ...database, metadata: { ...database.metadata, ownerReferences: [owner] } };
    put(owned);

    await mistakes.proposes([on(owned, 'scale-workload', { replicas: 2 })]);

    expect(await mistakes.seen()).toEqual(['operator-scales-back']);
  });

  it('is rbac-gap where the planner may not ask', async () => {
    mistakes.rig.state.judging = () =>
      Promise.reject(new ClusterError('forbidden', 'may not patch', { status: 403 }));

    await mistakes.proposes([on(web, 'set-resources', { container: 'app', limits: { memory: '512Mi' } })]);

    expect(await mistakes.seen()).toEqual(['rbac-gap']);
  });

  it('is unclassified where no pattern fits', async () => {
    mistakes.rig.state.judging = () => Promise.reject(new ClusterError('rejected', 'quota', { status: 403 }));

    await mistakes.proposes([on(web, 'set-resources', { container: 'app', limits: { memory: '512Mi' } })]);

    expect(await mistakes.seen()).toEqual(['unclassified']);
  });
});

function named(apiVersion: string, kind: string, namespace: string, name: string): KubernetesObject {
  return { apiVersion, kind, metadata: { namespace, name, uid: `uid-${name}` }, spec: {} };
}

/** Actions that cause what the patterns tell of; the mistakes of people's own clusters, proposed again. */
const proposals: readonly (readonly [
  pattern: string,
  mistake: string,
  action: () => Action,
  causes: readonly string[],
])[] = [
  [
    'subpath-over-init-file',
    'a subPath mount',
    () =>
      on(web, 'patch-object', {
        patch: [
          {
            op: 'add',
            path: '/spec/template/spec/containers/0/volumeMounts',
            value: [{ name: 'config', mountPath: '/etc/app.conf', subPath: 'app.conf' }],
          },
        ],
      }),
    [],
  ],
  [
    'runner-labels-replaced',
    'labels of a runner',
    () => on(web, 'set-env', { container: 'app', name: 'RUNNER_LABELS', value: 'gpu' }),
    [],
  ],
  [
    'variable-before-definition',
    '$(VAR) in env',
    () => on(web, 'set-env', { container: 'app', name: 'URL', value: 'http://$(HOST)' }),
    [],
  ],
  [
    'pull-secret-expired',
    'a restart that cannot pull',
    () => on(web, 'restart-workload', {}),
    ['image.pull-denied'],
  ],
  [
    'taint-starvation',
    'a restart against a taint',
    () => on(web, 'restart-workload', {}),
    ['scheduling.untolerated-taint'],
  ],
  [
    'architecture-mismatch',
    'a restart of a wrong image',
    () => on(web, 'restart-workload', {}),
    ['container.exec-format'],
  ],
  [
    'unclassified',
    'a restart that people do not want',
    () => on(web, 'restart-workload', {}),
    ['container.crash'],
  ],
];

describe('what people deny', () => {
  it.each(proposals)('is %s: %s', async (pattern, _mistake, action, causes) => {
    const waiting = await mistakes.proposes([action()], { until: 'awaiting-approval', causes });
    await mistakes.rig.decide(waiting, 'deny');

    expect(await mistakes.seen()).toEqual([pattern]);
    const { patterns, unclassified } = await mistakes.report();
    const seen = [...patterns, unclassified].find(({ count }) => count > 0);
    expect(seen).toMatchObject({ bySource: [{ name: 'denial' }], examples: [{ text: 'because' }] });
  });

  it('is hostnetwork-client for a NetworkPolicy that admits by namespace', async () => {
    const policy = {
      ...named('networking.k8s.io/v1', 'NetworkPolicy', 'cardboard', 'db'),
      spec: { podSelector: {}, ingress: [] },
    };
    put(policy);
    const value = [{ from: [{ namespaceSelector: { matchLabels: { name: 'traefik' } } }] }];
    const patch = [{ op: 'replace', path: '/spec/ingress', value }];
    const waiting = await mistakes.proposes([on(policy, 'patch-object', { patch })], {
      until: 'awaiting-approval',
    });

    await mistakes.rig.decide(waiting, 'deny');

    expect(await mistakes.seen()).toEqual(['hostnetwork-client']);
  });
});

describe('what does not help', () => {
  it.each<readonly [pattern: string, mistake: string, action: () => Action, causes: readonly string[]]>([
    [
      'default-overridden',
      'a variable that another source wins over',
      () => on(web, 'set-env', { container: 'app', name: 'LOG_LEVEL', value: 'debug' }),
      [],
    ],
    [
      'pull-secret-expired',
      'a restart that cannot pull',
      () => on(web, 'restart-workload', {}),
      ['image.pull-denied'],
    ],
    ['unclassified', 'a restart for no reason', () => on(web, 'restart-workload', {}), []],
  ])('is %s: %s', async (pattern, _mistake, action, causes) => {
    await mistakes.failsAfter([action()], causes);

    expect(await mistakes.seen()).toContain(pattern);
  });
});

describe('what is wrong around it', () => {
  it('is rbac-gap where the investigation may not look', async () => {
    mistakes.rig.state.found = {
      evidence: [evidenceItem('ev_1', { status: 'could-not-look', forbidden: true })],
    };
    mistakes.rig.state.actions = [];
    await mistakes.rig.notify('PodCrashLoopBackOff');
    await mistakes.rig.reach('closed');

    expect(await mistakes.seen()).toEqual(['rbac-gap']);
  });

  it.each([
    ['msg_too_long', 'message-over-limit'],
    ['not_in_channel', 'not-in-channel'],
    ['fatal_error', 'unclassified'],
  ])("is, for the chat's %s, %s", async (code, pattern) => {
    const event = { type: 'message.not-delivered', actor: 'firebreak', payload: { code } };
    await mistakes.rig.db
      .transaction()
      .execute((transaction) => appendToLedger(transaction, [event], new Date(0)));

    expect(await mistakes.seen()).toEqual([pattern]);
  });
});

describe('the failure log', () => {
  it('classifies anew what is on record when the policies change', async () => {
    await mistakes.modelSays(calling(['get_weather', {}]), usable);
    expect(await mistakes.seen()).toEqual(['unclassified']);

    const weather = {
      source: { file: 'policies/own.yaml', line: 1 },
      name: 'weather',
      title: 'Weather',
      happened: 'The model asked for the weather.',
      match: [{ tools: ['get_weather'] }],
    };
    mistakes.rig.state.policies = { ...packaged, version: 'other', failurePatterns: [weather] };

    expect(await mistakes.seen()).toEqual(['weather']);
  });

  it('forgets what was erased', async () => {
    await mistakes.modelSays(calling(['run_shell', { command: 'id' }]), usable);
    await mistakes.seen();

    await mistakes.rig.db
      .updateTable('ledger_payloads')
      .set({ payload: null, erased_at: '2026-03-04T03:00:00Z' })
      .execute();

    const [pattern] = (await mistakes.report()).patterns;
    expect(pattern?.examples).toMatchObject([{ params: {}, text: 'erased' }]);
  });
});

it('the scripted mistakes cover every packaged pattern', () => {
  const provoked = new Set([
    ...proposals.map(([pattern]) => pattern),
    'guessed-name',
    'namespace-confusion',
    'wrong-infrastructure-namespace',
    'host-commands',
    'message-over-limit',
    'model-access-denied',
    'tool-result-wrapper',
    'retry-without-backoff',
    'selector-trap',
    'over-labelling',
    'operator-scales-back',
    'rbac-gap',
    'hostnetwork-client',
    'default-overridden',
    'not-in-channel',
  ]);
  expect(packaged.failurePatterns.filter(({ name }) => !provoked.has(name))).toEqual([]);
});
