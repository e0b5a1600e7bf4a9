import type { ApproverRule, KnownPerson } from '../../guardrails/policies/policies.ts';
import { ruleText } from '../../guardrails/policies/policies.ts';
import { Section } from './section.tsx';
import { sourceId } from './source-link.tsx';
import { visible } from './visible.ts';

interface PolicyApproversProps {
  readonly approvers: readonly ApproverRule[];
  readonly people: readonly KnownPerson[];
}

/** Who decides on what. What the ways in call a person stays in the file. */
export function PolicyApprovers({ approvers, people }: PolicyApproversProps) {
  return (
    <Section id="approvers" title="Approvers">
      <ul class="plain-list">
        {approvers.map((rule) => (
          <li key={rule.name} id={sourceId(rule.source)} class="approver-rule">
            <p>
              <strong>{visible(whoOf(rule))}</strong> {visible(whatOf(rule))}
              {rule.breakGlass === true ? ' May break the glass: approve alone, with a reason.' : ''}
            </p>
            <p class="faint">
              <code>{visible(ruleText(rule))}</code>
            </p>
          </li>
        ))}
      </ul>
      {people.length === 0 ? null : (
        <>
          <h3>People known in several windows</h3>
          <ul class="plain-list">
            {people.map(({ name, groups }) => (
              <li key={name}>
                {visible(name)}
                {groups.length === 0 ? null : (
                  <span class="faint">{` in ${visible(groups.join(', '))}`}</span>
                )}
              </li>
            ))}
          </ul>
        </>
      )}
    </Section>
  );
}

function whoOf({ people, groups, tokens }: ApproverRule): string {
  const all = people.includes('*') ? ['Everyone who can sign in'] : people;
  return [
    ...all,
    ...groups.map((group) => `members of ${group}`),
    ...tokens.map((token) => `the API token ${token}`),
  ].join(', ');
}

function whatOf({ risks, actions, namespaces }: ApproverRule): string {
  const what = actions === undefined || actions.includes('*') ? 'every action' : actions.join(', ');
  const where = namespaces === undefined ? '' : `, in ${namespaces.join(', ')}`;
  return `on ${what} of ${risks.join(', ')} risk${where}.`;
}
