import { isTheirs, type Waiting } from '../../approvals/waiting-for.ts';
import { includesRole } from '../auth/role.ts';
import { Layout } from './layout.tsx';
import type { PageContext } from './page-context.ts';
import { Section } from './section.tsx';
import { WaitingRow } from './waiting-row.tsx';

interface ApprovalsPageProps {
  readonly page: PageContext;
  readonly waiting: readonly Waiting[];
  /** There may be more than these. */
  readonly isCut: boolean;
}

/** What waits for whoever looks at it, and what waits for somebody else. */
export function ApprovalsPage({ page, waiting, isCut }: ApprovalsPageProps) {
  const mayDecide = page.viewer !== undefined && includesRole(page.viewer.role, 'approver');
  const mine = mayDecide ? waiting.filter(isTheirs) : [];
  const others = waiting.filter((each) => !mine.includes(each));
  return (
    <Layout page={page} title="Waiting for me" current="approvals">
      <div class="page-head">
        <h1>Waiting for me</h1>
      </div>
      {mayDecide ? null : <p class="note">You can look, not decide: it takes the role approver.</p>}
      {mine.length > 0 ? <Rows waiting={mine} now={page.now} /> : null}
      {mayDecide && mine.length === 0 ? (
        <p class="empty">
          {waiting.length === 0 ? 'Nothing waits for anybody. All quiet.' : 'Nothing waits for you.'}
        </p>
      ) : null}
      {others.length === 0 ? null : (
        <Section id="others" title={mayDecide ? 'Waiting for somebody else' : 'Waiting for approvers'}>
          <Rows waiting={others} now={page.now} />
        </Section>
      )}
      {isCut ? (
        <p class="more">
          <a href="/?state=awaiting-approval">All that wait for approval</a>
        </p>
      ) : null}
    </Layout>
  );
}

function Rows({ waiting, now }: { readonly waiting: readonly Waiting[]; readonly now: Date }) {
  return (
    <ul class="incidents">
      {waiting.map((each) => (
        <WaitingRow key={each.incident.id} waiting={each} now={now} />
      ))}
    </ul>
  );
}
