import type { ActionRule } from '../../guardrails/policies/policies.ts';
import { ruleText } from '../../guardrails/policies/policies.ts';
import { sourceId } from './source-link.tsx';
import { visible } from './visible.ts';

/** One rule, told in a line; opened, as its file has it. */
export function PolicyRule({ rule }: { readonly rule: ActionRule }) {
  const { name, effect, actions, kinds, namespaces, source, written, approval } = rule;
  return (
    <details class="rule" id={sourceId(source)}>
      <summary>
        <span class={`badge rule-${effect}`}>{effect}</span>
        <strong>{visible(name)}</strong>
        {approval === undefined ? null : <span class="badge tone-wait">without people</span>}
        <span class="rule-about faint">{visible(aboutOf({ actions, kinds, namespaces }))}</span>
      </summary>
      <div class="rule-body">
        {written === undefined ? null : (
          <pre tabIndex={0} aria-label={`Rule ${name} as written`}>
            <code>{visible(written)}</code>
          </pre>
        )}
        <p class="faint">
          <code>{visible(ruleText(rule))}</code>
        </p>
      </div>
    </details>
  );
}

function aboutOf({
  actions,
  kinds,
  namespaces,
}: {
  readonly actions: readonly string[];
  readonly kinds: readonly string[] | undefined;
  readonly namespaces: readonly string[] | undefined;
}): string {
  const what = actions.includes('*') ? 'every action' : actions.join(', ');
  const on = kinds === undefined ? '' : ` on ${kinds.join(', ')}`;
  const where = namespaces === undefined || namespaces.includes('*') ? '' : ` in ${namespaces.join(', ')}`;
  return `${what}${on}${where}`;
}
