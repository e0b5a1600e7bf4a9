import { UsageError } from './command-line.ts';

/** One entry of a batch: what it holds, or why it cannot be read. */
export type ActionDocument =
  | { readonly value: unknown }
  | { readonly unreadable: string; readonly text: string };

/** Reads one action, an array of them, or JSON Lines. Throws `UsageError` where nothing of it is JSON. */
export function readActionDocuments(text: string, name: string): readonly ActionDocument[] {
  const whole = parse(text);
  if ('value' in whole) {
    return Array.isArray(whole.value) ? whole.value.map((value: unknown) => ({ value })) : [whole];
  }
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const documents = lines.map((line) => parse(line));
  if (!documents.some((document) => 'value' in document)) {
    throw new UsageError(`${name}: neither JSON nor JSON Lines: ${whole.unreadable}`);
  }
  return documents;
}

function parse(text: string): ActionDocument {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch (cause) {
    return { unreadable: cause instanceof Error ? cause.message : String(cause), text: text.slice(0, 200) };
  }
}
