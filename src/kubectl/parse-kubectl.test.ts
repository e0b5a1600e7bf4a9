import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAction } from '../actions/catalogue.ts';
import { longestCommandLine } from './tokenize.ts';
import { parseKubectl } from './parse-kubectl.ts';

const words =
  'get delete patch set rollout label scale create cordon logs resources image env selector restart undo status job ' +
  'secret all pod pods deployment/web svc node web web-0 cronjob/x a=b a-';
const flags =
  '- -- -n -nshop --namespace=shop -A -l --all -f --force --replicas=1 --from -c --limits=memory=1Gi --type=json ' +
  '--type=merge -p --raw --as --token=x --dry-run';
const rest = `'[{"op":"remove","path":"/spec"}]' '{"spec":{"replicas":1}}' ' " $x ; \\ / , kubectl`;
const word = fc.constantFrom(...words.split(' '));
const part = fc.constantFrom(...[words, flags, rest].join(' ').split(' '));
const line = fc
  .array(fc.oneof({ weight: 9, arbitrary: part }, fc.string()))
  .map((words) => ['kubectl', ...words].join(' '));

const secondIdentity = ['--as=x', '--token=x', '--kubeconfig=x', '--context=x', '--server=x', '--raw=/x'];

function reasonOf(text: string): string | undefined {
  const parsed = parseKubectl(text);
  return parsed.ok ? undefined : parsed.reason;
}

describe('any text', () => {
  it('gets an answer', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), line), (text) => {
        expect(typeof parseKubectl(text).ok).toBe('boolean');
      }),
      { numRuns: 5000 },
    );
  });

  it('becomes actions that the catalogue can judge, each on one named object', () => {
    fc.assert(
      fc.property(line, (text) => {
        const parsed = parseKubectl(text);
        if (!parsed.ok || parsed.readOnly) return;
        for (const action of parsed.actions) {
          expect(typeof parseAction(action).ok).toBe('boolean');
          expect(action.target.name).toMatch(/^[a-z0-9]([a-z0-9:._-]*[a-z0-9])?$/u);
        }
      }),
      { numRuns: 5000 },
    );
  });

  it('is refused with a flag of another identity anywhere behind kubectl', () => {
    fc.assert(
      fc.property(
        fc.array(word, { maxLength: 5 }),
        fc.constantFrom(...secondIdentity),
        fc.nat(),
        (given, flag, place) => {
          const at = place % (given.length + 1);
          const text = ['kubectl', ...given.slice(0, at), flag, ...given.slice(at)].join(' ');
          expect(parseKubectl(text).ok).toBe(false);
        },
      ),
    );
  });

  const long = longestCommandLine - 100;
  it.each([
    ['a megabyte', 'kubectl get '.padEnd(1_048_576, 'pods '), 'kubectl.too-long'],
    ['a megabyte of quotes', `kubectl ${`'`.repeat(1_048_576)}`, 'kubectl.too-long'],
    ['quotes', `kubectl ${`''`.repeat(long / 2)}`, 'kubectl.unknown-verb'],
    ['backslashes', `kubectl ${'\\\\'.repeat(long / 2)}`, 'kubectl.unknown-verb'],
    ['blanks', `kubectl${' '.repeat(long)}`, 'kubectl.unknown-verb'],
    ['flags', `kubectl delete pod ${'-n a '.repeat(long / 6)}`, 'kubectl.flag-value'],
    ['short flags', `kubectl delete pod -${'n'.repeat(long)}`, 'kubectl.flag-value'],
    ['names', `kubectl delete pod ${'a '.repeat(long / 2)}`, 'kubectl.several-targets'],
    ['slashes', `kubectl delete pod${'/'.repeat(long)}`, 'kubectl.arguments'],
    ['commas', `kubectl get secret${','.repeat(long)}`, 'kubectl.secret-read'],
    ['dots', `kubectl delete pod${'.'.repeat(long)} a`, 'kubectl.unknown-kind'],
    ['labels', `kubectl label pod a ${'a=b '.repeat(long / 4)}`, 'kubectl.arguments'],
    [
      'nesting',
      `kubectl patch pod a --type=json -p '${'['.repeat(50_000)}${']'.repeat(50_000)}'`,
      'kubectl.patch-invalid',
    ],
    ['an open patch', `kubectl patch pod a -p '${'{"a":'.repeat(20_000)}'`, 'kubectl.patch-invalid'],
    ['a long string', `kubectl patch pod a -p '{"a":"${'\\n'.repeat(50_000)}"}'`, 'kubectl.patch-not-mapped'],
  ])('is answered though it is hostile: %s', (_what, text, reason) => {
    expect(reasonOf(text)).toBe(reason);
  });
});

describe('a refusal', () => {
  it('does not repeat what a flag holds', () => {
    expect(JSON.stringify(parseKubectl('kubectl get pods --token=hunter2'))).not.toContain('hunter2');
  });

  it('repeats no more of a word than a line takes', () => {
    const parsed = parseKubectl(`kubectl ${'x'.repeat(10_000)}`);
    expect(parsed).toMatchObject({ ok: false, message: expect.stringMatching(/^.{1,200}$/u) as string });
  });
});

it('takes what the command line does not tell from its caller', () => {
  expect(parseKubectl('kubectl delete pod web-0', { cluster: 'east', namespace: 'shop' })).toMatchObject({
    actions: [{ cluster: 'east', target: { namespace: 'shop' } }],
  });
});
