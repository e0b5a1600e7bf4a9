import type { Json, ObjectRef } from './objects.ts';

/** A typed action: data that says what should change. The catalogue in src/actions gives each name its meaning. */
export interface Action {
  readonly apiVersion: 'firebreak.dev/v1';
  readonly action: string;
  readonly cluster: string;
  readonly target: ObjectRef;
  readonly params: { readonly [name: string]: Json };
  /** What the alert was about; without it namespace discipline cannot be judged. */
  readonly incident?: { readonly namespace: string; readonly namespaces?: readonly string[] };
}

export const riskTiers = ['low', 'medium', 'high'] as const;
export type RiskTier = (typeof riskTiers)[number];
