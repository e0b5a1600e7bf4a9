import { at, every } from './cel.ts';
import { eachChanged, eachContainer } from './container-shape.ts';
import type { ShapeParam } from './write-shape.ts';

const [next, previous] = [at('c', ['env'], '[]'), at('o', ['env'], '[]')];
const added = `${next}.filter(v, !(v in ${previous}))`;
const removed = `${previous}.filter(v, !(v in ${next}))`;
const bothNames = `(${added} + ${removed}).map(v, v.name)`;

/** One variable of a container comes, goes or gets another literal value; the others stay, in their order. */
export const oneVariableChanges = eachContainer(
  every([
    `(${added} + ${removed}).all(v, !has(v.valueFrom))`,
    `${bothNames}.all(n, ${bothNames}.all(other, n == other))`,
    `${next}.filter(v, v in ${previous}) == ${previous}.filter(v, v in ${next})`,
  ]),
);

export const envParams: readonly ShapeParam[] = [
  { path: ['name'], value: 'v.name', each: [...eachChanged, ['v', `${added} + ${removed}`]] },
  {
    path: ['value'],
    value: '(has(v.value) ? dyn(v.value) : dyn(""))',
    each: [...eachChanged, ['v', added]],
  },
  {
    path: ['value'],
    value: 'null',
    each: [...eachChanged, ['v', `${removed}.filter(v, !${next}.exists(w, w.name == v.name))`]],
  },
];
