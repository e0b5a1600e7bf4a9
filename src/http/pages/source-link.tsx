import type { RuleSource } from '../../guardrails/policies/policies.ts';
import { visible } from './visible.ts';

/** Where a rule stands, as the id that its place on the policies page has. */
export function sourceId({ file, line }: RuleSource): string {
  return `${file}:${line}`.replaceAll(/\s/gu, '_');
}

/** A rule as verdicts name it (`file:line#name`), leading to where the policies page shows it. */
export function RuleLink({ rule }: { readonly rule: string }) {
  const place = rule.slice(0, rule.indexOf('#')).replaceAll(/\s/gu, '_');
  return (
    <a href={`/policies#${encodeURIComponent(place)}`}>
      <code>{visible(rule)}</code>
    </a>
  );
}
