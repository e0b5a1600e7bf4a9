import type { Cause, Diagnosis } from '../../domain/diagnosis.ts';
import { EvidenceLinks } from './evidence-links.tsx';
import { ObjectName } from './object-name.tsx';
import { Section } from './section.tsx';
import { visible } from './visible.ts';

/** Why we think so: suspected causes, best first, each with what speaks for it. */
export function Causes({ diagnosis }: { readonly diagnosis: Diagnosis }) {
  return (
    <Section id="causes" title="Why" aside={<span class="faint">by {visible(diagnosis.by)}</span>}>
      <p class="summary">{visible(diagnosis.summary)}</p>
      {diagnosis.handOver === undefined ? null : <p class="note">{visible(diagnosis.handOver)}</p>}
      <ol class="causes">
        {diagnosis.causes.map((cause, index) => (
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
      <p>{visible(cause.why)}</p>
      <EvidenceLinks ids={cause.evidence} />
    </li>
  );
}
