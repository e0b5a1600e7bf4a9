import type { Diagnosis } from '../../domain/diagnosis.ts';
import { Section } from './section.tsx';
import { visible } from './visible.ts';

/** What the diagnosis took, and what degraded on the way. */
export function DiagnosisNotes({ diagnosis }: { readonly diagnosis: Diagnosis }) {
  const { cost, notes } = diagnosis;
  return (
    <Section id="cost" title="Diagnosis and cost">
      {notes.length === 0 ? null : (
        <ul class="notes">
          {notes.map((note) => (
            <li key={note}>{visible(note)}</li>
          ))}
        </ul>
      )}
      <dl class="facts">
        <Fact name="Diagnosed by" value={visible(diagnosis.by)} />
        <Fact name="Requests to the cluster" value={number(cost.apiCalls)} />
        <Fact name="Evidence" value={`${number(cost.evidenceCharacters)} characters`} />
        <Fact name="Requests to a model" value={number(cost.modelRequests)} />
        <Fact name="Tokens in / out" value={`${number(cost.inputTokens)} / ${number(cost.outputTokens)}`} />
      </dl>
    </Section>
  );
}

function Fact({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function number(value: number): string {
  return value.toLocaleString('en-US');
}
