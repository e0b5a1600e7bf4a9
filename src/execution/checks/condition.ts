import { check, type VerificationCheckFunction } from '../check-context.ts';

/** The alert is resolved, or what it told of no longer holds. */
export const condition: VerificationCheckFunction = async (context) => {
  const now = await context.condition();
  switch (now) {
    case 'gone':
      return check('condition', 'holds', 'verification.condition-gone', 'what the alert told of is gone');
    case 'holds':
      return check(
        'condition',
        'not-yet',
        'verification.condition-holds',
        'what the alert told of still holds',
      );
    case 'unknown':
      return check(
        'condition',
        'not-yet',
        'verification.condition-holds',
        'the alert has not resolved yet, and the cluster alone does not tell',
      );
    default:
      return now satisfies never;
  }
};
