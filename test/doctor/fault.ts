import type { SetUp } from './healthy-set-up.ts';

/** One thing wrong with a healthy set-up, and the line of doctor that says so. */
export interface Fault {
  readonly what: string;
  readonly plant: (setUp: SetUp) => void;
  readonly name: string;
  readonly status: 'finding' | 'unreachable' | 'note';
  readonly message: RegExp;
  readonly mend: RegExp;
}

export const table = (
  status: Fault['status'],
  faults: readonly (readonly [
    what: string,
    plant: Fault['plant'],
    name: string,
    message: RegExp,
    mend: RegExp,
  ])[],
): readonly Fault[] =>
  faults.map(([what, plant, name, message, mend]) => ({ what, plant, name, status, message, mend }));
