import type { FieldChange } from '../domain/manifest-edit.ts';
import { type KubernetesObject, type ObjectRef, refText } from '../domain/objects.ts';
import { fieldWords, valueWords } from './field-words.ts';
import { clamp, code } from './markdown.ts';
import { wordsProblem } from './words.ts';

/** GitHub refuses more than 65,536 characters; a reviewer reads less. */
const longestBody = 30_000;
const longestTitle = 120;
const mostEvidence = 8;
const mostFindings = 12;

/** A change of one field, beside the object as it lives. */
export interface ExplainedChange {
  readonly change: FieldChange;
  /** Absent where the object is new. */
  readonly live?: KubernetesObject;
  readonly path: string;
}

/** What the guardrails say of the objects before and after, in a line each. */
export interface CheckedChange {
  readonly base: readonly string[];
  readonly head: readonly string[];
}

export interface BodyInput {
  readonly incident: {
    readonly id: string;
    readonly title: string;
    readonly alerts: readonly string[];
    readonly openedAt: string;
    /** The incident's page, where people can reach one. */
    readonly url?: string;
  };
  /** `meaning` is ours; `why` and the evidence quote the cluster. */
  readonly cause?: {
    readonly code: string;
    readonly meaning: string;
    readonly object: ObjectRef;
    readonly why: string;
    readonly evidence: readonly { readonly id: string; readonly summary: string }[];
  };
  readonly changes: readonly ExplainedChange[];
  readonly checked: CheckedChange;
  /** What is done to the cluster besides, and what Git not knowing of it means. */
  readonly live: readonly string[];
  /** What was looked for and not found, or left out. */
  readonly notes: readonly string[];
  readonly risk: string;
  /** A repository that anybody can read is told the cause and nothing that was seen. */
  readonly isPublic: boolean;
}

/** One line that names what changes, with its value where that is a short word of no other meaning. */
export function titleOf(changes: readonly ExplainedChange[]): string {
  const [first, ...others] = changes;
  if (first === undefined) return 'Change nothing';
  const { change, live } = first;
  const subject = refText(change.object);
  const more = others.length === 0 ? '' : ` and ${others.length} more`;
  const line = (what: string) => clamp(plain(`${subject}: ${what}`), longestTitle - more.length) + more;
  if (change.field === '') return line('add it');
  const field = lastWords(fieldWords(live, change.field));
  if (change.value === undefined) return line(`take out ${field}`);
  const { to } = valueWords(live, change);
  const full = line(`set ${field} to ${to}`);
  return shortWord.test(to) && wordsProblem(full) === undefined ? full : line(`set ${field}`);
}

const shortWord = /^[\w./:+-]{1,60}$/u;

/** The end of a field's name says which it is; its container says where. */
function lastWords(field: string): string {
  const container = /containers\[([^\]]+)\]/iu.exec(field)?.[1];
  const words = field.replace(/^.*(?:containers\[[^\]]+\]|spec)\.(?=.)/u, '');
  return container === undefined ? words : `${words} of ${container}`;
}

function plain(text: string): string {
  return text.replace(/[^\w .,:/()[\]+="*-]/gu, '_');
}

/** What a reviewer decides on. All that others wrote stands in it as code. */
export function bodyOf(input: BodyInput): string {
  const { incident, cause, changes, checked, live, notes, risk, isPublic } = input;
  const page = incident.url === undefined || isPublic ? '' : ` ([its page](${incident.url}))`;
  const alerts = incident.alerts.map((name) => code(name)).join(', ');
  const sections = [
    isPublic
      ? `Firebreak proposes this for an incident in a cluster, on record there as ${code(incident.id)}.`
      : `Firebreak proposes this for the incident ${code(incident.title)}${page}: ${alerts}, since ${incident.openedAt}.`,
    ...section('Cause', causeLines(cause, isPublic)),
    ...section(
      'What changes',
      changes.map((change) => changeLine(change, isPublic)),
    ),
    ...section('Beside this', isPublic ? [] : live),
    ...section('What the guardrails say', checkLines(checked, isPublic)),
    ...section('What to know', [
      `Risk: ${risk}.`,
      'Once it is merged, Firebreak waits until the cluster holds these values, the workload has rolled out and the alert is gone, and says so on the incident.',
      'Closing it is a no: it is not proposed again, and the incident asks why.',
      ...notes.map((note) => code(note)),
      `On record as incident ${code(incident.id)}.`,
    ]),
  ];
  return wholeLines(sections.join('\n\n'), longestBody);
}

/** Cut between lines: within one, the end of a code span would be lost, and what others wrote come to life. */
function wholeLines(text: string, longest: number): string {
  if (text.length <= longest) return text;
  return `${text.slice(0, text.lastIndexOf('\n', longest - 2))}\n…`;
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [`## ${title}`, lines.map((line) => `- ${line}`).join('\n')];
}

function causeLines(cause: BodyInput['cause'], isPublic: boolean): readonly string[] {
  if (cause === undefined) return [];
  const named = `${code(cause.code)} on ${code(refText(cause.object))}: ${cause.meaning}`;
  if (isPublic) return [named];
  return [
    named,
    code(cause.why),
    ...cause.evidence.slice(0, mostEvidence).map(({ id, summary }) => `${code(id)} ${code(summary)}`),
  ];
}

/** What lives need not be what the file says, and then is nothing for the public. */
function changeLine({ change, live, path }: ExplainedChange, isPublic: boolean): string {
  const { from, to } = valueWords(live, change);
  const where = `${code(refText(change.object))} in ${code(path)}`;
  if (change.field === '') return `${where}: is added`;
  const field = code(fieldWords(live, change.field));
  const seen = isPublic ? '' : ` ${code(from)}`;
  if (change.value === undefined) return `${where}: ${field}${seen} is taken out`;
  return `${where}: ${field}${isPublic ? '' : ` from${seen}`} to ${code(to)}`;
}

/** What the guardrails find in the cluster names more of it than the change does. */
function checkLines({ base, head }: CheckedChange, isPublic: boolean): readonly string[] {
  const count = (lines: readonly string[]) =>
    lines.length === 0 ? 'nothing to say' : `${lines.length} to say`;
  if (isPublic) return [`\`firebreak check\`: ${count(base)} of the base, ${count(head)} of this change.`];
  return [...findingLines('As it is', base), ...findingLines('With this', head)];
}

function findingLines(when: string, found: readonly string[]): readonly string[] {
  if (found.length === 0) return [`${when}: nothing against it.`];
  const shown = found.slice(0, mostFindings).map((line) => `${when}: ${code(line)}`);
  const more = found.length - shown.length;
  return more === 0 ? shown : [...shown, `${when}: ${more} more.`];
}
