import { type RiskTier, riskTiers } from '../domain/action.ts';

/** The risk of a proposal is that of its riskiest step. */
export function highestRisk(steps: readonly { readonly risk: RiskTier }[]): RiskTier {
  return riskTiers.findLast((risk) => steps.some((step) => step.risk === risk)) ?? 'low';
}
