import type { Policies } from '../../guardrails/policies/policies.ts';
import { Layout } from './layout.tsx';
import type { PageContext } from './page-context.ts';
import { PolicyApprovers } from './policy-approvers.tsx';
import { PolicyLimits } from './policy-limits.tsx';
import { PolicyNamespaces } from './policy-namespaces.tsx';
import { PolicyRule } from './policy-rule.tsx';
import { Section } from './section.tsx';
import { visible } from './visible.ts';

interface PoliciesPageProps {
  readonly page: PageContext;
  readonly policies: Policies;
}

/** The policies in force, in the words of their files. */
export function PoliciesPage({ page, policies }: PoliciesPageProps) {
  const { rules, limits, namespaceMap, approvers, people, version } = policies;
  const denying = rules.filter(({ effect }) => effect === 'deny');
  const allowing = rules.filter(({ effect }) => effect === 'allow');
  return (
    <Layout page={page} title="Policies" current="policies">
      <div class="page-head">
        <h1>Policies</h1>
        <a class="button" href="/policies/what-if">
          What if…?
        </a>
      </div>
      <p class="lead">
        What may be proposed, how much of it, and who decides. What no rule allows is refused; a deny rule
        wins over every allow rule. Version <code title={version}>{visible(version.slice(0, 16))}</code>
      </p>
      <div class="columns">
        <div class="column-main">
          <Section id="rules" title="Rules" aside={<span class="faint">{rules.length}</span>}>
            <div class="rules">
              {[...denying, ...allowing].map((rule) => (
                <PolicyRule key={rule.name} rule={rule} />
              ))}
            </div>
          </Section>
          <PolicyApprovers approvers={approvers} people={people} />
        </div>
        <div class="column-side">
          <PolicyLimits limits={limits} />
          <PolicyNamespaces map={namespaceMap} />
        </div>
      </div>
    </Layout>
  );
}
