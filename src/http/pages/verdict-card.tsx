import type { Layer, Verdict, VerdictOutcome } from '../../domain/verdict.ts';
import { ObjectName } from './object-name.tsx';
import { sentence } from './sentence.ts';
import { RuleLink } from './source-link.tsx';
import { visible } from './visible.ts';
import { layerNames, verdictNames } from './words.ts';

interface VerdictCardProps {
  readonly layer: Layer;
  /** Absent: the layer has not judged, which passes nothing. */
  readonly verdict: Verdict | undefined;
}

const signs: Readonly<Record<VerdictOutcome, string>> = { pass: '✓', refuse: '✕', hold: '!', skipped: '–' };

export function VerdictCard({ layer, verdict }: VerdictCardProps) {
  const outcome = verdict?.outcome ?? 'skipped';
  return (
    <li class={`verdict verdict-${outcome}`}>
      <p class="verdict-head">
        <span class="verdict-sign" aria-hidden="true">
          {signs[outcome]}
        </span>
        <strong>{layerNames[layer]}</strong>
        <span class="verdict-outcome">{verdict === undefined ? 'No verdict' : verdictNames[outcome]}</span>
      </p>
      {verdict === undefined ? null : <VerdictBody verdict={verdict} />}
    </li>
  );
}

function VerdictBody({ verdict }: { readonly verdict: Verdict }) {
  const { message, remedy, rule, reason, objects } = verdict;
  return (
    <>
      <p>{visible(sentence(message))}</p>
      {objects === undefined || objects.length === 0 ? null : (
        <ul class="harmed">
          {objects.map((object) => (
            <li key={`${object.kind}/${object.namespace}/${object.name}`}>
              <ObjectName of={object} />
            </li>
          ))}
        </ul>
      )}
      {remedy === undefined ? null : (
        <p class="remedy">
          <strong>Remedy:</strong> {visible(remedy)}
        </p>
      )}
      <p class="verdict-reason faint">
        <code>{visible(reason)}</code>
        {rule === undefined ? null : <RuleLink rule={rule} />}
      </p>
    </>
  );
}
