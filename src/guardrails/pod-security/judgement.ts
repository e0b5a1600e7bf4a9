import type { Verdict } from '../../domain/verdict.ts';

/** A verdict of this layer before it says which layer it is. */
export type Judgement = Omit<Verdict, 'layer'>;
