import type { Cause, Diagnosis } from '../../domain/diagnosis.ts';
import { EvidenceLinks } from './evidence-links.tsx';
import { ObjectName } from './object-name.tsx';
import { Section } from './section.tsx';
import { sentence } from './sentence.ts';
import { visible } from './visible.ts';

interface CausesProps {
  readonly diagnosis: Diagnosis;
  /** What the head of the page says already. */
  readonly said?: string | undefined;
}

/** Why we think so: suspected causes, best first, each with what speaks for it. */
export function Causes({ diagnosis, said }: CausesProps) {
  const { by, summary, handOver, causes } = diagnosis;
  return (
    <Section id="causes" title="Why" aside={<span class="faint">by {visible(by)}</span>}>
      {summary === said ? null : <p class="summary">{visible(sentence(summary))}</p>}
      {handOver === undefined || handOver === said ? null : <p class="note">{visible(sentence(handOver))}</p>}
      <ol class="causes">
        {causes.map((cause, index) => (
          <CauseItem key={index} cause={cause} />
        ))}
      </ol>
    </Section>
  );
}

function CauseItem({ cause }: { readonly cause: Cause }) {
  const percent = Math.round(cause.confidence * 100);
  return (
    <li class="cause">
      <p class="cause-head">
        <code class="cause-code">{visible(cause.cause)}</code>
        <span class="confidence">
          <meter min={0} max={100} value={percent} aria-label="Confidence" /> {percent} %
          {cause.sure ? ' · alternatives excluded' : ''}
        </span>
      </p>
      <p class="cause-object">
        <ObjectName of={cause.object} />
      </p>
      <p>{visible(sentence(cause.why))}</p>
      <EvidenceLinks ids={cause.evidence} />
    </li>
  );
}
