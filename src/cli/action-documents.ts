import { messageOf } from '../domain/message-of.ts';
import { UsageError } from './command-line.ts';

/** One entry of a batch: what it holds, or why it cannot be read. */
export type ActionDocument =
  | { readonly value: unknown }
  | { readonly unreadable: string; readonly text: string };

/**
 * Reads one action, an array of them, or JSON Lines. JSON Lines are handed on line by line, so that a batch of any
 * length takes the memory of one line; a text whose first line only begins a value is read to its end. Throws
 * `UsageError` where nothing of it is JSON.
 */
export async function* readActionDocuments(
  lines: AsyncIterable<string>,
  name: string,
): AsyncGenerator<ActionDocument> {
  const unread: string[] = [];
  let isLines = false;
  for await (const line of lines) {
    if (line.trim() === '') continue;
    const document = parse(line);
    isLines ||= unread.length === 0 && 'value' in document;
    if (isLines) yield* entriesOf(document);
    else unread.push(line);
  }
  if (!isLines) yield* readWhole(unread, name);
}

function* readWhole(lines: readonly string[], name: string): Generator<ActionDocument> {
  const whole = parse(lines.join('\n'));
  if ('value' in whole) return yield* entriesOf(whole);
  const documents = lines.map(parse);
  if (!documents.some((document) => 'value' in document)) {
    throw new UsageError(`${name}: neither JSON nor JSON Lines: ${whole.unreadable}`);
  }
  yield* documents;
}

function entriesOf(document: ActionDocument): readonly ActionDocument[] {
  if (!('value' in document) || !Array.isArray(document.value)) return [document];
  return document.value.map((value: unknown) => ({ value }));
}

function parse(text: string): ActionDocument {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch (cause) {
    return { unreadable: messageOf(cause), text: text.slice(0, 200) };
  }
}
