import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { ActionType } from '../../src/actions/action-type.ts';
import { catalogue, parseAction } from '../../src/actions/catalogue.ts';
import { readDump } from '../../src/adapters/dump/read-dump.ts';
import type { Action } from '../../src/domain/action.ts';
import { guardrails } from '../../src/guardrails/index.ts';
import { judgeAction, type JudgedAction } from '../../src/guardrails/judge-action.ts';
import { actionNames } from '../../src/guardrails/policies/action-names.ts';
import { noon, packaged } from '../support/allowlist.ts';
import { examples } from './action-examples.ts';

const head = `# Actions

Everything that Firebreak can propose is one of these, as data; nothing is ever typed into a shell. Each has its exact request
planned on the live object: a JSON Patch that tests the object's uid and every value that it replaces or removes, a delete bound
to the uid, or a create under a name that the proposal determines. What cannot be taken back says so. \`open-pull-request\` is the
one action that changes a repository and not the cluster.

A value that looks like a secret is refused (\`action.secret-like\`) wherever it stands: in the parameters, in what the request
would write, and in what it would replace, since requests and their inverses are stored and shown. The name of a Secret is none:
\`--secret=ecr-pull\`, \`pullSecret: registry-credentials\`.

This page is made from the code (\`npm test -- test/docs -u\`); each example is judged as \`firebreak check --action\` judges it,
against the objects in test/fixtures/catalogue and the packaged policies.
`;

const { cluster } = readDump(fileURLToPath(new URL('../fixtures/catalogue', import.meta.url)));

function judge(input: Action): Promise<JudgedAction> {
  const task = { input, marker: 'check', at: noon.toISOString(), provisional: () => false };
  return judgeAction(task, {
    guardrails,
    cluster,
    mode: 'check',
    policies: packaged,
    clusterName: 'default',
    now: noon,
    layerTimeoutMilliseconds: 10_000,
  });
}

/** `container, requests?, limits?`. */
function parametersOf(type: ActionType): string {
  const schema = z.toJSONSchema(type.params, { unrepresentable: 'any', io: 'input' });
  const names = Object.keys(schema.properties ?? {});
  const shown = names.map((name) => (schema.required?.includes(name) === true ? name : `${name}?`));
  return shown.length === 0 ? 'none' : shown.map((name) => `\`${name}\``).join(', ');
}

function rightsOf(type: ActionType, kind: string): string {
  const rights = type.rights(kind);
  return rights
    .map(({ apiGroup, resource, verbs }) => {
      const full = apiGroup === '' ? resource : `${resource}.${apiGroup}`;
      return `\`${full}\` (${verbs.join(', ')})`;
    })
    .join(', ');
}

/** The change of the cluster, or the pull request. */
function plannedBy({ planned, pullRequest }: JudgedAction) {
  return planned?.change ?? pullRequest;
}

function takenBack(judged: JudgedAction): string {
  const inverse = plannedBy(judged)?.inverse;
  if (inverse === undefined) return 'not planned';
  return 'action' in inverse ? `by \`${inverse.action.action}\`` : `not: ${inverse.irreversible}`;
}

function verdictOf({ outcome, verdicts }: JudgedAction): string {
  const telling = verdicts.filter((verdict) => verdict.outcome === outcome);
  return `\`${outcome}\` (${telling.map(({ reason }) => `\`${reason}\``).join(', ')})`;
}

async function section(example: Action): Promise<string> {
  const parsed = parseAction(example);
  if (!parsed.ok) throw new Error(parsed.problem);
  const { type, params } = parsed;
  const judged = await judge(example);
  const rows = [
    ['acts on', type.kinds.length === 0 ? 'any kind that policies can open' : type.kinds.join(', ')],
    ['parameters', parametersOf(type)],
    ['taken back', takenBack(judged)],
    ['risk here', plannedBy(judged)?.risk ?? 'not planned'],
    ['verified by', type.verifications.join(', ')],
    ['rights here', rightsOf(type, example.target.kind)],
    ['packaged policies say', verdictOf(judged)],
  ];
  return [
    `\n## ${type.name}\n`,
    `${type.purpose}\n`,
    '| | |\n|---|---|',
    ...rows.map(([name, value]) => `| ${name} | ${value} |`),
    '\n```json',
    JSON.stringify(example, null, 2),
    '```\n\n```sh',
    type.kubectl(example, params),
    '```\n',
  ].join('\n');
}

describe('docs/actions.md', () => {
  it('shows every action of the catalogue, with an example that can be planned', async () => {
    expect(examples.map(({ action }) => action).toSorted()).toEqual(
      catalogue.map(({ name }) => name).toSorted(),
    );
    for (const example of examples) expect(plannedBy(await judge(example))).toBeDefined();
  });

  it('is made from the code', async () => {
    const sections = await Promise.all(examples.map(section));
    await expect(head + sections.join('')).toMatchFileSnapshot('../../docs/actions.md');
  });
});

describe('the names that policy rules may use', () => {
  it('are those of the catalogue', () => {
    expect(actionNames).toEqual(expect.arrayContaining(catalogue.map(({ name }) => name)));
  });
});
