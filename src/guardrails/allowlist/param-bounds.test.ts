import { describe, expect, it } from 'vitest';
import { actionOn, deployment } from '../../../test/support/allowlist.ts';
import type { Action } from '../../domain/action.ts';
import type { Json } from '../../domain/objects.ts';
import type { ParamBound } from '../policies/policies.ts';
import { meetsBounds, outsideBounds } from './param-bounds.ts';

// The container has a memory limit of 256Mi, and none for the CPU.
const web = deployment();

function outside(bounds: readonly ParamBound[], params: Action['params']): string | undefined {
  return outsideBounds(bounds, actionOn(web, 'set-resources', params), web);
}

describe('the bounds of an allow rule', () => {
  const container: ParamBound = { path: ['container'] };
  const memory: ParamBound = {
    path: ['limits', 'memory'],
    quantity: { min: '64Mi', max: '1Gi', minFactor: 0.5, maxFactor: 2 },
  };

  it.each([
    ['512Mi', undefined],
    ['0.5Gi', undefined],
    ['128Mi', undefined],
    ['513Mi', 'limits.memory 513Mi is more than 2 times the present 256Mi'],
    ['127Mi', 'limits.memory 127Mi is less than 0.5 times the present 256Mi'],
    ['2Gi', 'limits.memory 2Gi is above 1Gi'],
    ['1Mi', 'limits.memory 1Mi is below 64Mi'],
    ['lots', 'limits.memory is not a quantity'],
    [null, 'limits.memory is not a quantity'],
  ])('a limit of %s', (value, expected) => {
    expect(outside([container, memory], { container: 'app', limits: { memory: value } })).toBe(expected);
  });

  it.each<[ParamBound['integer'], unknown, boolean]>([
    [{ min: 1, max: 10 }, 1, true],
    [{ min: 1, max: 10 }, 10, true],
    [{ min: 1, max: 10 }, 0, false],
    [{ min: 1, max: 10 }, 11, false],
    [{ min: 1, max: 10 }, 2.5, false],
    [{ min: 1, max: 10 }, '5', false],
    [{ min: 1, max: 10 }, null, false],
    [{ min: 1 }, 1_000, true],
    [{ max: 10 }, -5, true],
  ])('of whole numbers, %o and %o', (integer, value, fits) => {
    const replicas: ParamBound = { path: ['replicas'], ...(integer === undefined ? {} : { integer }) };
    const why = outsideBounds([replicas], actionOn(web, 'scale-workload', { replicas: value as Json }), web);

    expect(why === undefined).toBe(fits);
  });

  it('without a factor need no present value', () => {
    const cpu: ParamBound = { path: ['limits', 'cpu'], quantity: { min: '100m', max: '2' } };

    expect(outside([container, cpu], { container: 'app', limits: { cpu: '1' } })).toBeUndefined();
  });

  it.each([
    [{ maxFactor: 2 }, '1Mi', undefined],
    [{ minFactor: 0.5 }, '100Gi', undefined],
  ])('of one factor, %o, leave the other side open', (quantity, value, expected) => {
    const one: ParamBound = { path: ['limits', 'memory'], quantity };

    expect(outside([container, one], { container: 'app', limits: { memory: value } })).toBe(expected);
  });

  it('cover no parameter that they do not name', () => {
    const params = { container: 'app', limits: { memory: '512Mi', 'nvidia.com/gpu': '8' } };

    expect(outside([container, memory], params)).toBe(
      'the rule does not cover the parameter limits.nvidia.com/gpu',
    );
    expect(outside([], { container: 'app' })).toBe('the rule does not cover the parameter container');
    expect(outside([], {})).toBeUndefined();
  });

  it('are told of in few words, however long the parameter is', () => {
    const why = outside([{ path: ['container'], values: ['app'] }], { container: 'x'.repeat(5000) });

    expect(why?.length).toBeLessThan(150);
  });

  it('that compare with a value that is not there do not cover it', () => {
    const cpu: ParamBound = { path: ['limits', 'cpu'], quantity: { maxFactor: 2 } };

    expect(outside([container, cpu], { container: 'app', limits: { cpu: '1' } })).toBe(
      'limits.cpu has no present value that 1 could be compared with',
    );
    expect(outside([container, memory], { container: 'other', limits: { memory: '512Mi' } })).toContain(
      'no present value',
    );
  });

  it('all have to fit where several are about one parameter', () => {
    const tighter: ParamBound = { path: ['limits', '*'], quantity: { max: '400Mi' } };

    expect(outside([container, memory, tighter], { container: 'app', limits: { memory: '512Mi' } })).toBe(
      'limits.memory 512Mi is above 400Mi',
    );
  });

  it.each<[ParamBound, Action['params'], string | undefined]>([
    [{ path: ['replicas'], integer: { min: 1, max: 5 } }, { replicas: 3 }, undefined],
    [{ path: ['replicas'], integer: { min: 1, max: 5 } }, { replicas: 0 }, 'replicas 0 is below 1'],
    [{ path: ['replicas'], integer: { min: 1, max: 5 } }, { replicas: 9 }, 'replicas 9 is above 5'],
    [{ path: ['replicas'], integer: {} }, { replicas: 1.5 }, 'replicas is not a whole number'],
    [{ path: ['template'], values: [true] }, { template: true }, undefined],
    [{ path: ['template'], values: [true] }, { template: false }, 'template false is not one of [true]'],
    [
      { path: ['labels', 'app.kubernetes.io/*'] },
      { labels: { 'app.kubernetes.io/part-of': null } },
      undefined,
    ],
    [{ path: ['patch', '**'] }, { patch: [{ op: 'remove', path: '/spec' }] }, undefined],
    [
      { path: ['patch', '*'] },
      { patch: [{ op: 'remove' }] },
      'the rule does not cover the parameter patch.0.op',
    ],
  ])('%j on %j', (bound, params, expected) => {
    expect(outside([bound], params)).toBe(expected);
  });
});

describe('the parameters of a deny rule', () => {
  it('match where one of them fits one entry', () => {
    const toZero: ParamBound = { path: ['replicas'], integer: { max: 0 } };

    expect(meetsBounds([toZero], actionOn(web, 'scale-workload', { replicas: 0 }), web)).toBe(true);
    expect(meetsBounds([toZero], actionOn(web, 'scale-workload', { replicas: 1 }), web)).toBe(false);
    expect(meetsBounds([toZero], actionOn(web, 'restart-workload'), web)).toBe(false);
  });

  it('match where the comparison cannot be made', () => {
    const huge: ParamBound = { path: ['limits', 'cpu'], quantity: { minFactor: 4 } };

    expect(
      meetsBounds([huge], actionOn(web, 'set-resources', { container: 'app', limits: { cpu: '1' } }), web),
    ).toBe(true);
  });
});
