import type { z } from 'zod';
import type { Mistake } from '../../domain/mistake.ts';
import type { JsonObject } from '../../domain/objects.ts';
import { deliveryReason } from './delivery-reasons.ts';
import {
  type About,
  decisionPayload,
  declinedPayload,
  deliveryPayload,
  evidencePayload,
  misstepPayload,
  type ProposedAction,
  type ProposedPart,
  refusedPayload,
  sentBackPayload,
  undoPayload,
  verificationPayload,
} from './payloads.ts';

type Reader = (payload: unknown) => readonly Mistake[];

/** What each type of ledger entry tells of mistakes; one is added by adding a line here. */
const readers: Readonly<Record<string, Reader>> = {
  'proposal.refused': reader(refusedPayload, refusals),
  'decision.recorded': reader(decisionPayload, denials),
  'pull-request.declined': reader(declinedPayload, declines),
  'model.misstep': reader(misstepPayload, missteps),
  'evidence.gathered': reader(evidencePayload, blindLooks),
  'execution.sent-back': reader(sentBackPayload, refusedWrites),
  'verification.failed': reader(verificationPayload, failedVerifications),
  'undo.requested': reader(undoPayload, undone),
  'message.not-delivered': reader(deliveryPayload, failedDeliveries),
};

/** The types of ledger entries that can tell of a mistake. */
export const mistakeTypes: readonly string[] = Object.keys(readers);

/** The mistakes that a ledger entry tells of, one for each attempt; most entries tell of none. */
export function mistakesOf(type: string, payload: unknown): readonly Mistake[] {
  return Object.hasOwn(readers, type) ? (readers[type]?.(payload) ?? []) : [];
}

/** Whether an entry says why a pull request was closed: it stands in the place of that denial, and is no second one. */
export function explainsDecline(type: string, payload: unknown): boolean {
  return type === 'decision.recorded' && decisionPayload.safeParse(payload).data?.whyDeclined === true;
}

/** An entry that does not have the shape tells nothing: the ledger outlives the versions that wrote it. */
function reader<T>(schema: z.ZodType<T>, read: (payload: T) => readonly Mistake[]): Reader {
  return (payload) => {
    const parsed = schema.safeParse(payload);
    return parsed.success ? read(parsed.data) : [];
  };
}

function refusals({ refused, by, purpose, about }: z.output<typeof refusedPayload>): readonly Mistake[] {
  return refused.map(({ action, target, params, verdicts }) => {
    const refusing = verdicts.filter(({ outcome }) => outcome === 'refuse');
    return mistake('refusal', about, {
      reasons: refusing.map(({ reason }) => reason),
      layers: refusing.map(({ layer }) => layer),
      model: proposer(by, purpose),
      ...of({ action, target: fromRefText(target), params }),
      text: refusing.map(({ message }) => message).join('\n'),
    });
  });
}

function denials({ decision, reason, denied, about }: z.output<typeof decisionPayload>): readonly Mistake[] {
  if (decision !== 'deny') return [];
  return eachAction(denied, (action) =>
    mistake('denial', about, { ...action, ...(reason === null ? {} : { text: reason }) }),
  );
}

/** Why is for people to say afterwards, in a decision of its own. */
function declines({ denied, about }: z.output<typeof declinedPayload>): readonly Mistake[] {
  return eachAction(denied, (action) => mistake('denial', about, action));
}

function missteps({ model, reason, message, tool, arguments: text, about }: z.output<typeof misstepPayload>) {
  const source = reason.startsWith('model.')
    ? 'model-failure'
    : ungrounded.has(reason)
      ? 'ungrounded-reply'
      : 'invalid-reply';
  return [
    mistake(source, about, {
      reasons: [reason],
      model,
      ...(tool === undefined ? {} : { tool }),
      ...(text === undefined ? {} : { params: asParams(text) }),
      text: message,
    }),
  ];
}

/** What names things that were not shown; every other complaint about a reply is about its form. */
const ungrounded: ReadonlySet<string> = new Set([
  'reply.unseen-object',
  'reply.outside-namespaces',
  'reply.unknown-evidence',
  'reply.unknown-cause',
  'reply.unknown-candidate',
  'reply.unknown-value',
  'reply.repeats-refusal',
]);

function blindLooks({ forbidden, about }: z.output<typeof evidencePayload>): readonly Mistake[] {
  if (forbidden.length === 0) return [];
  return [mistake('blind-look', about, { reasons: ['evidence.forbidden'], text: forbidden.join('\n') })];
}

function refusedWrites({ why, refusedWrite, about }: z.output<typeof sentBackPayload>): readonly Mistake[] {
  if (refusedWrite === undefined) return [];
  return eachAction(refusedWrite, (action) =>
    mistake('failed-execution', about, { ...action, reasons: ['execution.write-refused'], text: why }),
  );
}

function failedVerifications({
  checks,
  proposed,
  about,
}: z.output<typeof verificationPayload>): readonly Mistake[] {
  const missing = checks.filter(({ outcome }) => outcome !== 'holds');
  const reasons = [...new Set(missing.map(({ reason }) => reason))];
  const text = missing.map(({ message }) => message).join('\n');
  return eachAction(proposed, (action) => mistake('failed-execution', about, { ...action, reasons, text }));
}

function undone({ undone: taken, about }: z.output<typeof undoPayload>): readonly Mistake[] {
  return eachAction(taken ?? undefined, (action) =>
    mistake('undone', about, { ...action, reasons: ['execution.undone'] }),
  );
}

function failedDeliveries({ code, message, about }: z.output<typeof deliveryPayload>): readonly Mistake[] {
  return [
    mistake('failed-delivery', about, { reasons: [deliveryReason(code)], text: `${code} ${message}`.trim() }),
  ];
}

type Part = Partial<Omit<Mistake, 'source' | 'alerts' | 'causes'>>;

/** One mistake an action; one all the same where the entry does not say what was proposed. */
function eachAction(from: ProposedPart | undefined, make: (part: Part) => Mistake): readonly Mistake[] {
  if (from === undefined || from.actions.length === 0) return [make({})];
  return from.actions.map((action) => make({ model: proposer(from.by, from.purpose), ...of(action) }));
}

/** Undos are drafted in the name of people, whom nobody counts mistakes of. */
function proposer(by: string, purpose: 'fix' | 'undo'): string {
  return purpose === 'undo' ? 'undo' : by;
}

function of({ action, target: { kind, namespace, name }, params }: ProposedAction): Part {
  const own = kind === 'Namespace' ? name : namespace;
  return { action, kind, name, params, ...(own === undefined ? {} : { namespace: own }) };
}

function mistake(source: Mistake['source'], about: About, part: Part): Mistake {
  return Object.freeze({
    source,
    reasons: [],
    layers: [],
    model: '',
    alerts: about.alerts,
    namespace: about.namespaces[0] ?? '',
    causes: about.causes,
    action: '',
    kind: about.target?.kind ?? '',
    name: '',
    tool: '',
    params: {},
    text: '',
    ...part,
  });
}

/** The reverse of `refText`: names of objects hold no spaces, and those of namespaces no slashes. */
function fromRefText(text: string): ProposedAction['target'] {
  const [kind = '', place = ''] = text.split(' ', 2);
  const [namespace = '', name] = place.split('/', 2);
  return name === undefined ? { kind, name: namespace } : { kind, namespace, name };
}

/** Arguments are as the model wrote them, and may have been cut: what is no JSON object stays text. */
function asParams(text: string): JsonObject {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonObject;
  } catch {
    // Falls through to the text.
  }
  return { text };
}
