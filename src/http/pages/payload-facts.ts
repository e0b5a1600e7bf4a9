import { textAt } from '../../domain/fields.ts';

const NAMED = ['from', 'to', 'state', 'outcome', 'decision'] as const;
const SENTENCES = ['reason', 'message', 'note'] as const;
const LONGEST = 160;

/** The few words of a ledger payload that tell people what it is about. */
export function payloadFacts(payload: unknown): readonly string[] {
  return [
    ...NAMED.flatMap((name) => textsAt(payload, name).map((text) => `${name} ${text}`)),
    ...SENTENCES.flatMap((name) => textsAt(payload, name)),
  ];
}

function textsAt(payload: unknown, name: string): readonly string[] {
  const text = textAt(payload, name);
  return text === undefined || text === '' ? [] : [clip(text)];
}

function clip(text: string): string {
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}…`;
}
