import { showInvisible } from '../evidence/text/visible-text.ts';
import { KubectlRefusal } from './kubectl-refusal.ts';

/** In UTF-16 code units; Linux takes no longer argument than 128 KiB (execve(2), MAX_ARG_STRLEN). */
export const longestCommandLine = 131_072;

const operators = new Set([';', '|', '&', '<', '>', '(', ')', '\n']);
const expansions = new Set(['$', '`', '*', '?', '[', ']', '{', '}', '~']);
const blanks = new Set([' ', '\t', '\n']);
/** What a backslash takes the meaning from inside double quotes; before anything else it stands for itself. */
const escapable = new Set(['$', '`', '"', '\\']);

const quoteIt = 'put the argument in single quotes if the characters are meant as they are';

/**
 * The words of one simple command, quotes and backslashes taken away as a POSIX shell does
 * (https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_02). Nothing is expanded: what a
 * shell would expand, or read as a second command, throws `KubectlRefusal`.
 */
export function tokenize(text: string): readonly string[] {
  if (text.length > longestCommandLine) {
    throw new KubectlRefusal('kubectl.too-long', `the text is longer than ${longestCommandLine} characters`);
  }
  if (showInvisible(text) !== text) {
    const message = 'the text holds control characters, or characters that cannot be seen';
    throw new KubectlRefusal('kubectl.hidden-characters', message);
  }
  const source = trimmed(text);
  const words: string[] = [];
  let word: string | undefined;
  let at = 0;
  while (at < source.length) {
    const character = source.charAt(at);
    if (character === ' ' || character === '\t') {
      if (word !== undefined) words.push(word);
      word = undefined;
      at += 1;
      continue;
    }
    if (character === '\\' && source.charAt(at + 1) === '\n') {
      at += 2;
      continue;
    }
    refuseSpecial(character, word === undefined);
    const piece = readPiece(source, at, character);
    word = (word ?? '') + piece.text;
    at = piece.end;
  }
  return word === undefined ? words : [...words, word];
}

/** Without blanks and new lines around it. Not `trim`: a no-break space is no blank to a shell. */
function trimmed(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && blanks.has(text.charAt(start))) start += 1;
  while (end > start && blanks.has(text.charAt(end - 1))) end -= 1;
  return text.slice(start, end);
}

interface Piece {
  readonly text: string;
  /** Where the source goes on. */
  readonly end: number;
}

function readPiece(source: string, at: number, character: string): Piece {
  switch (character) {
    case "'":
      return singleQuoted(source, at + 1);
    case '"':
      return doubleQuoted(source, at + 1);
    case '\\':
      if (at + 1 >= source.length) throw unbalanced('a backslash');
      return { text: source.charAt(at + 1), end: at + 2 };
    default:
      return plain(source, at);
  }
}

/** A run of characters without a meaning of their own; never empty. */
function plain(source: string, start: number): Piece {
  let end = start + 1;
  while (end < source.length && !isSpecial(source.charAt(end))) end += 1;
  return { text: source.slice(start, end), end };
}

function isSpecial(character: string): boolean {
  return (
    blanks.has(character) ||
    operators.has(character) ||
    expansions.has(character) ||
    character === "'" ||
    character === '"' ||
    character === '\\'
  );
}

function singleQuoted(source: string, start: number): Piece {
  const end = source.indexOf("'", start);
  if (end < 0) throw unbalanced('a single quote');
  return { text: source.slice(start, end), end: end + 1 };
}

function doubleQuoted(source: string, start: number): Piece {
  const parts: string[] = [];
  for (let at = start; at < source.length; at += 1) {
    const character = source.charAt(at);
    const next = source.charAt(at + 1);
    if (character === '"') return { text: parts.join(''), end: at + 1 };
    if (character === '$' || character === '`') throw expansion(character);
    if (character === '\\' && next === '\n') at += 1;
    else if (character === '\\' && escapable.has(next)) {
      parts.push(next);
      at += 1;
    } else parts.push(character);
  }
  throw unbalanced('a double quote');
}

function refuseSpecial(character: string, startsWord: boolean): void {
  if (operators.has(character) || (character === '#' && startsWord)) {
    const name = character === '\n' ? 'a new line' : character;
    throw new KubectlRefusal('kubectl.shell-syntax', `a shell would not read ${name} as text`, quoteIt);
  }
  if (expansions.has(character)) throw expansion(character);
}

function expansion(character: string): KubectlRefusal {
  return new KubectlRefusal('kubectl.shell-expansion', `a shell would expand ${character}`, quoteIt);
}

function unbalanced(what: string): KubectlRefusal {
  return new KubectlRefusal('kubectl.unbalanced-quote', `${what} has nothing after it that ends it`);
}
