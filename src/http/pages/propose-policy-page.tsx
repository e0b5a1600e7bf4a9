import type { ComponentChildren } from 'preact';
import type { DenyScope } from '../../policy-changes/deny-rule.ts';
import type { Example } from '../../ledger/failure-patterns/report.ts';
import { FormToken } from './form-token.tsx';
import { Layout } from './layout.tsx';
import type { PageContext, Viewer } from './page-context.ts';
import { ExampleItem } from './pattern-card.tsx';

interface ProposePolicyPageProps {
  readonly page: PageContext;
  readonly viewer: Viewer;
  readonly example: Example;
}

const scopes: Readonly<Record<DenyScope, string>> = {
  object: 'On this object',
  namespace: 'On every object of its kind in the namespace',
  everywhere: 'On every object of its kind',
};

/** Makes a rule or a name of a mistake: a pull request on the policies, through the layers and for others to approve. */
export function ProposePolicyPage({ page, viewer, example }: ProposePolicyPageProps) {
  return (
    <Layout page={page} title="Learn from a mistake" current="patterns">
      <div class="page-head">
        <h1>Learn from a mistake</h1>
        <a href="/patterns">All patterns</a>
      </div>
      <p class="lead">
        What you propose becomes a pull request on the policies: a deny rule or a failure pattern more, and
        nothing else. Somebody else approves it, its reviewers merge it, and it counts once the policies are
        loaded again.
      </p>
      <ol class="examples panel">
        <ExampleItem example={example} now={page.now} />
      </ol>
      {example.action === '' || example.name === '' ? null : (
        <WishForm viewer={viewer} example={example} as="deny-rule" title="Deny it from now on">
          <label>
            <span>Where</span>
            <select name="scope">
              {Object.entries(scopes).map(([scope, words]) => (
                <option key={scope} value={scope}>
                  {words}
                </option>
              ))}
            </select>
          </label>
          <label>
            <span>Why? Whoever is denied reads it.</span>
            <input name="message" maxLength={300} required />
          </label>
        </WishForm>
      )}
      <WishForm viewer={viewer} example={example} as="pattern" title="Give it a name">
        <label>
          <span>Title</span>
          <input name="title" maxLength={60} required />
        </label>
        <label>
          <span>What went wrong, for people</span>
          <input name="happened" maxLength={400} required />
        </label>
        <label>
          <span>What to do instead, for the model</span>
          <input name="lesson" maxLength={400} required />
        </label>
      </WishForm>
    </Layout>
  );
}

interface WishFormProps {
  readonly viewer: Viewer;
  readonly example: Example;
  readonly as: 'deny-rule' | 'pattern';
  readonly title: string;
  readonly children: ComponentChildren;
}

function WishForm({ viewer, example: { seq, index }, as, title, children }: WishFormProps) {
  return (
    <form class="panel" method="post" action="/patterns/propose">
      <h2>{title}</h2>
      <FormToken viewer={viewer} />
      <input type="hidden" name="seq" value={seq} />
      <input type="hidden" name="index" value={index} />
      <input type="hidden" name="as" value={as} />
      {children}
      <button type="submit">Propose it</button>
    </form>
  );
}
