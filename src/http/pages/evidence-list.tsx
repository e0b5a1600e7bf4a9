import type { EvidenceItem } from '../../domain/evidence.ts';
import { evidenceAnchor } from './evidence-links.tsx';
import { ObjectName } from './object-name.tsx';
import { Section } from './section.tsx';
import { Time } from './time.tsx';
import { UntrustedMark } from './untrusted-mark.tsx';
import { visible } from './visible.ts';

interface EvidenceListProps {
  readonly evidence: readonly EvidenceItem[];
  readonly now: Date;
}

export function EvidenceList({ evidence, now }: EvidenceListProps) {
  if (evidence.length === 0) return null;
  const unseen = evidence.filter((item) => item.status === 'could-not-look').length;
  return (
    <Section
      id="evidence"
      title="Evidence"
      aside={<span class="faint">{evidence.length === 1 ? '1 item' : `${evidence.length} items`}</span>}
    >
      {unseen === 0 ? null : (
        <p class="note note-warn">
          {`${unseen} ${unseen === 1 ? 'place' : 'places'} could not be looked at: that is not the same as finding nothing.`}
        </p>
      )}
      <div class="evidence">
        {evidence.map((item) => (
          <EvidenceDetails key={item.id} item={item} now={now} />
        ))}
      </div>
    </Section>
  );
}

function EvidenceDetails({ item, now }: { readonly item: EvidenceItem; readonly now: Date }) {
  const { id, kind, ref, source, at, trust, status, summary, detail, cut } = item;
  return (
    <details id={evidenceAnchor(id)} class={`evidence-item evidence-${status}`}>
      <summary>
        <code class="evidence-id">{visible(id)}</code>
        <span class="evidence-kind">{status === 'could-not-look' ? 'could not look' : visible(kind)}</span>
        <span class="evidence-summary">{visible(summary)}</span>
        {trust === 'untrusted' ? <UntrustedMark /> : null}
      </summary>
      <div class="evidence-body">
        <p>
          <ObjectName of={ref} />
        </p>
        <p class="faint">
          <code>{visible(source)}</code> · read <Time at={at} now={now} />
        </p>
        {detail === undefined ? null : (
          <pre
            class={trust === 'untrusted' ? 'untrusted' : undefined}
            tabIndex={0}
            aria-label={`Details of ${id}`}
          >
            {visible(detail)}
          </pre>
        )}
        {cut === undefined || cut === 0 ? null : <p class="faint">{`${cut} more characters were cut.`}</p>}
      </div>
    </details>
  );
}
