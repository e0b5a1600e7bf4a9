import type { LedgerView } from '../ports.ts';
import { durationText, secondsBetween } from './durations.ts';
import { payloadFacts } from './payload-facts.ts';
import { Section } from './section.tsx';
import { Time } from './time.tsx';
import { visible } from './visible.ts';

/** What happened, from the ledger: each entry with the time since the one before. */
export function Timeline({ entries }: { readonly entries: readonly LedgerView[] }) {
  if (entries.length === 0) return null;
  return (
    <Section id="timeline" title="Timeline" aside={<span class="faint">{totalOf(entries)}</span>}>
      <ol class="timeline">
        {entries.map((entry, index) => (
          <TimelineEntry key={entry.seq} entry={entry} before={entries[index - 1]} />
        ))}
      </ol>
    </Section>
  );
}

interface TimelineEntryProps {
  readonly entry: LedgerView;
  readonly before: LedgerView | undefined;
}

function TimelineEntry({ entry, before }: TimelineEntryProps) {
  const facts = payloadFacts(entry.payload);
  return (
    <li>
      <p>
        <strong>{visible(entry.type.replaceAll(/[.-]/g, ' '))}</strong>
        {entry.actor === 'firebreak' ? '' : ` by ${visible(entry.actor)}`}
        {before === undefined ? null : (
          <span class="gap">{` +${durationText(secondsBetween(before.at, entry.at))}`}</span>
        )}
      </p>
      {facts.length === 0 ? null : <p class="timeline-facts">{visible(facts.join(' · '))}</p>}
      <p class="faint">
        <Time at={entry.at} />
      </p>
    </li>
  );
}

function totalOf(entries: readonly LedgerView[]): string {
  const [first, last] = [entries.at(0), entries.at(-1)];
  return first === undefined || last === undefined ? '' : durationText(secondsBetween(first.at, last.at));
}
