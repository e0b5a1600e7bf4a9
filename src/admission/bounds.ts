import { parseQuantity } from '../domain/quantity.ts';
import { globMatches } from '../guardrails/policies/glob.ts';
import type { ParamBound } from '../guardrails/policies/policies.ts';
import { anyGlob, double, every, literal, not, some } from './cel.ts';
import type { ShapeParam } from './write-shape.ts';

/** CEL: every parameter that the write shows is covered by an allow rule's entries, and fits all about it. */
export function withinBounds(bounds: readonly ParamBound[], params: readonly ShapeParam[]): string {
  return every(
    params.map((param) => {
      const about = bounds.map((bound) => ({ bound, meant: pathMatches(bound.path, param.path) }));
      const body = every([
        some(about.map(({ meant }) => meant)),
        ...about.map(({ bound, meant }) =>
          meant === 'false' ? 'true' : some([not(meant), fits(bound, param)]),
        ),
      ]);
      return overEach(param, 'all', body);
    }),
  );
}

/** CEL: one parameter fits one entry of a deny rule; what cannot be compared counts as a fit. */
export function meetsOneBound(bounds: readonly ParamBound[], params: readonly ShapeParam[]): string {
  return some(
    params.map((param) => {
      const met = bounds.map((bound) => {
        const meant = pathMatches(bound.path, param.path);
        return meant === 'false'
          ? 'false'
          : every([meant, some([incomparable(bound, param), fits(bound, param)])]);
      });
      return overEach(param, 'exists', some(met));
    }),
  );
}

/** The value and what stands there now go by the names `x` and `was` in the body. */
function overEach(param: ShapeParam, quantifier: 'all' | 'exists', body: string): string {
  if (body === (quantifier === 'all' ? 'true' : 'false')) return body;
  const { each = [], value, present } = param;
  const named = [['x', value] as const, ...(present === undefined ? [] : [['was', present] as const])]
    .filter(([name]) => new RegExp(`\\b${name}\\b`, 'u').test(body))
    .map(([name, text]) => [name, `[dyn(${text})]`] as const);
  return [...each, ...named].reduceRight(
    (inner, [variable, items]) => `(${items}).${quantifier}(${variable}, ${inner})`,
    body,
  );
}

function pathMatches(globs: readonly string[], path: ShapeParam['path']): string {
  const below = globs.at(-1) === '**';
  const fixed = below ? globs.slice(0, -1) : globs;
  if (below ? path.length <= fixed.length : path.length !== fixed.length) return 'false';
  return every(
    fixed.map((glob, index) => {
      const step = path[index] ?? '';
      return typeof step === 'string' ? String(globMatches(glob, step)) : anyGlob(step.cel, [glob]);
    }),
  );
}

function fits({ values, integer, quantity }: ParamBound, { present }: ShapeParam): string {
  const number = numberOf('x');
  return every([
    ...(values === undefined ? [] : [oneOf('x', values)]),
    ...(integer === undefined
      ? []
      : [
          'type(x) == int',
          ...(integer.min === undefined ? [] : [`x >= ${integer.min}`]),
          ...(integer.max === undefined ? [] : [`x <= ${integer.max}`]),
        ]),
    ...(quantity === undefined ? [] : [isNumber('x'), ...limits(quantity, number, present)]),
  ]);
}

type Quantity = NonNullable<ParamBound['quantity']>;

function limits(
  { min, max, minFactor, maxFactor }: Quantity,
  number: string,
  present: string | undefined,
): readonly string[] {
  const absolute = [
    ...(min === undefined ? [] : [`${number} >= ${double(parseQuantity(min) ?? Infinity)}`]),
    ...(max === undefined ? [] : [`${number} <= ${double(parseQuantity(max) ?? -Infinity)}`]),
  ];
  if (minFactor === undefined && maxFactor === undefined) return absolute;
  if (present === undefined) return ['false'];
  return [
    ...absolute,
    isNumber('was'),
    ...(minFactor === undefined ? [] : [`${number} >= ${numberOf('was')} * ${double(minFactor)}`]),
    ...(maxFactor === undefined ? [] : [`${number} <= ${numberOf('was')} * ${double(maxFactor)}`]),
  ];
}

/** A factor compares with what is there now; where nothing is, a deny rule denies. */
function incomparable({ quantity }: ParamBound, { present }: ShapeParam): string {
  if (quantity?.minFactor === undefined && quantity?.maxFactor === undefined) return 'false';
  return present === undefined ? 'true' : not(isNumber('was'));
}

/** The API server writes quantities in a form of its own, so they are compared by what they amount to. */
function oneOf(value: string, values: NonNullable<ParamBound['values']>): string {
  const same = `${value} in [${values.map((each) => `dyn(${literal(each)})`).join(', ')}]`;
  const amounts = values.flatMap((each) => {
    const amount = typeof each === 'string' ? parseQuantity(each) : undefined;
    return amount === undefined ? [] : [`${numberOf(value)} == ${double(amount)}`];
  });
  return amounts.length === 0 ? same : some([same, every([isNumber(value), some(amounts)])]);
}

function isNumber(value: string): string {
  return `(type(${value}) == int || type(${value}) == double || (type(${value}) == string && isQuantity(${value})))`;
}

function numberOf(value: string): string {
  return `(type(${value}) == string ? quantity(${value}).asApproximateFloat() : double(${value}))`;
}
