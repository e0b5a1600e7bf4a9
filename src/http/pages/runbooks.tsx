import type { Incident } from '../../domain/incident.ts';
import { Copyable } from './copyable.tsx';
import { EvidenceLinks } from './evidence-links.tsx';
import { Section } from './section.tsx';
import { UntrustedMark } from './untrusted-mark.tsx';
import { visible } from './visible.ts';

/** What people wrote down about an incident like this, and where its alerts say that there is more. */
export function Runbooks({ incident }: { readonly incident: Pick<Incident, 'evidence' | 'alerts'> }) {
  const items = incident.evidence.filter(({ kind }) => kind === 'runbook');
  const urls = [...new Set(incident.alerts.flatMap(({ annotations }) => urlIn(annotations)))];
  if (items.length === 0 && urls.length === 0) return null;
  return (
    <Section id="runbooks" title="Runbooks">
      {items.map(({ id, summary, source }) => (
        <div key={id}>
          <p>{visible(summary)}</p>
          <p class="faint">
            <code>{visible(source)}</code>
          </p>
          <EvidenceLinks ids={[id]} />
        </div>
      ))}
      {urls.length === 0 ? null : (
        <p>
          The alerts name more to read, which Firebreak has not opened: <UntrustedMark />
        </p>
      )}
      {/* Text, not a link: an alert's author must not choose where an approver clicks. */}
      {urls.map((url) => (
        <Copyable key={url} label="Address of a runbook" text={url} />
      ))}
    </Section>
  );
}

/** The address as a browser would go there, foreign letters of the host in ASCII; none where it is no web address. */
function urlIn({ runbook_url: given = '' }: Readonly<Record<string, string>>): readonly string[] {
  if (!URL.canParse(given)) return [];
  const { protocol, href } = new URL(given);
  return protocol === 'https:' || protocol === 'http:' ? [href] : [];
}
