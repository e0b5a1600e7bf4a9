import { describe, expect, it } from 'vitest';
import { readActionRule } from './action-rules.ts';

const whole = {
  name: 'nightly-restart',
  effect: 'allow',
  actions: ['set-resources'],
  kinds: ['Deployment'],
  namespaces: ['cardboard'],
  names: ['price-scraper'],
  params: [
    { path: ['container'], values: ['scraper'] },
    { path: ['limits', 'memory'], quantity: { minFactor: 1, max: '1Gi' } },
  ],
  approval: 'not-needed',
} as const;

const problemsOf = (more: object): readonly string[] => {
  const document = { ...whole, ...more } as unknown as Parameters<typeof readActionRule>[0];
  const reading = readActionRule(document, () => ({ file: 'policies/own.yaml', line: 7 }));
  return reading.ok ? [] : reading.problems.map(({ problem }) => problem);
};

describe('a rule that lets actions run without people', () => {
  it('may be there where it names the action, the target and the bound', () => {
    expect(problemsOf({})).toEqual([]);
    expect(problemsOf({ actions: ['restart-workload'], params: undefined })).toEqual([]);
    expect(problemsOf({ params: [{ path: ['replicas'], integer: { min: 1, max: 5 } }] })).toEqual([]);
  });

  it.each([
    ['its actions', { actions: ['set-*'] }, 'names no single action'],
    ['its kinds', { kinds: ['*'] }, 'names no single kind'],
    ['its namespaces', { namespaces: ['card*'] }, 'names no single namespace'],
    ['its objects', { names: ['*-scraper'] }, 'does not name its targets'],
    ['which objects', { names: undefined }, 'does not name its targets'],
    [
      'a place',
      { params: [{ path: ['limits', '*'], quantity: { min: '1', max: '2' } }] },
      'leaves a parameter open',
    ],
    ['a value', { params: [{ path: ['container'] }] }, 'leaves a parameter open'],
    ['an upper bound', { params: [{ path: ['replicas'], integer: { min: 1 } }] }, 'leaves a parameter open'],
    ['a lower bound', { params: [{ path: ['a'], quantity: { maxFactor: 2 } }] }, 'leaves a parameter open'],
    ['what it denies', { effect: 'deny' }, 'denies them'],
  ])('is a fault of the file where it leaves open %s', (_what, more, problem) => {
    expect(problemsOf(more)).toEqual([`nightly-restart lets actions run without people and ${problem}`]);
  });

  const opens = {
    actions: ['open-pull-request'],
    params: [
      { path: ['repository'], values: ['acme/deployments'] },
      { path: ['base'], values: ['main'] },
      { path: ['title'] },
      { path: ['body'] },
      { path: ['edits', '**'] },
    ],
  };

  it('may leave the words and edits of a pull request to whoever merges it, and not where it goes', () => {
    expect(problemsOf(opens)).toEqual([]);
    const anywhere = { ...opens, params: [{ path: ['repository'] }, ...opens.params.slice(1)] };
    expect(problemsOf(anywhere)).toEqual([expect.stringContaining('leaves a parameter open')]);
    const everything = { ...opens, params: [{ path: ['**'] }] };
    expect(problemsOf(everything)).toEqual([expect.stringContaining('leaves a parameter open')]);
    const beside = { ...opens, actions: ['open-pull-request', 'patch-object'] };
    expect(problemsOf(beside)).toHaveLength(3);
  });

  it('never changes the policies', () => {
    expect(problemsOf({ ...opens, kinds: ['firebreak.dev/ActionPolicy'] })).toEqual([
      'nightly-restart lets actions run without people and changes the policies',
    ]);
  });
});
