import { textAt } from '../../domain/fields.ts';

const TELLING = ['from', 'to', 'state', 'outcome', 'decision', 'reason', 'message', 'note'] as const;
const LONGEST = 160;

/** The few words of a ledger payload that tell people what it is about. */
export function payloadFacts(payload: unknown): readonly string[] {
  return TELLING.flatMap((name) => {
    const value = textAt(payload, name);
    return value === undefined || value === '' ? [] : [`${name} ${clip(value)}`];
  });
}

function clip(text: string): string {
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}…`;
}
