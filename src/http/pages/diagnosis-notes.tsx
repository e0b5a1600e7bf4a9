import type { Diagnosis, ModelMoney } from '../../domain/diagnosis.ts';
import { dollarsText } from '../../domain/money.ts';
import { Section } from './section.tsx';
import { visible } from './visible.ts';

interface DiagnosisNotesProps {
  readonly diagnosis: Diagnosis;
  /** The incident's id. */
  readonly incident: string;
}

/** What the diagnosis took, and what degraded on the way. */
export function DiagnosisNotes({ diagnosis, incident }: DiagnosisNotesProps) {
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
        {cost.money === undefined ? null : <Fact name="Cost of models" value={moneyText(cost.money)} />}
      </dl>
      {cost.modelRequests === 0 ? null : (
        <p class="more">
          <a href={`/incidents/${encodeURIComponent(incident)}/exchanges`}>
            What the models were asked, and said
          </a>
        </p>
      )}
    </Section>
  );
}

function moneyText({ nanodollars, unpricedRequests }: ModelMoney): string {
  if (unpricedRequests === 0) return dollarsText(nanodollars);
  const requests = unpricedRequests === 1 ? '1 request' : `${number(unpricedRequests)} requests`;
  return `${dollarsText(nanodollars)}, and ${requests} to a model whose price is not known`;
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
