import { isDeepStrictEqual } from 'node:util';
import type { Action } from '../domain/action.ts';
import type { Candidate } from '../domain/candidate.ts';
import type { Cause } from '../domain/diagnosis.ts';
import type { EvidenceItem } from '../domain/evidence.ts';
import type { Incident } from '../domain/incident.ts';
import { refKey } from '../domain/objects.ts';
import type { ReasonCode } from '../domain/reasons.ts';
import { actionOn } from './ground-reply-action.ts';
import { pickParams } from './ground-reply-params.ts';
import { type ProposeArguments, proposeSchema } from './ground-reply-schema.ts';
import { wasRefused } from './refused-before.ts';

/** What a reply may refer to: exactly what the model was shown. */
export interface Ground {
  readonly incident: Pick<Incident, 'cluster' | 'target' | 'namespaces' | 'refusals'>;
  readonly evidence: ReadonlyMap<string, EvidenceItem>;
  readonly candidates: ReadonlyMap<string, Candidate>;
  /** The codes of the taxonomy. */
  readonly causes: ReadonlySet<string>;
  /** Causes that the rules are sure of: a model's word alone never makes one sure. */
  readonly sureCauses: readonly Cause[];
}

export interface GroundedReply {
  readonly summary: string;
  readonly causes: readonly Cause[];
  readonly actions: readonly Action[];
  /** Why the model proposes nothing. */
  readonly abstain?: string;
}

export type Grounding =
  | { readonly ok: true; readonly reply: GroundedReply }
  | { readonly ok: false; readonly complaints: readonly Complaint[] };

/** What is wrong with a reply; the message is precise enough to be mended by whoever reads it. */
export interface Complaint {
  readonly reason: ReasonCode;
  readonly message: string;
}

/**
 * Turns the arguments of `propose` (JSON text as the model wrote it) into causes and typed actions. Objects come from
 * evidence, targets and values from candidates: the model's text can choose among them and explain, nothing else.
 */
export function groundReply(json: string, ground: Ground): Grounding {
  const parsed = parse(json);
  if (!parsed.ok) return parsed;
  const { summary, causes, actions, abstain } = parsed.reply;

  const grounded = actions.map((picked) => groundAction(picked, ground));
  const complaints = [
    ...causes.flatMap((cause) => causeComplaints(cause, ground)),
    ...grounded.flatMap((result) => (result.ok ? [] : result.complaints)),
    ...repeated(actions),
    ...balance(parsed.reply),
  ];
  if (complaints.length > 0) return { ok: false, complaints };
  return {
    ok: true,
    reply: {
      summary,
      causes: causes.flatMap((cause) => groundCause(cause, ground)),
      actions: grounded.flatMap((result) => (result.ok ? [result.action] : [])),
      ...(abstain ? { abstain: abstain.reason } : {}),
    },
  };
}

type Parsed =
  | { readonly ok: true; readonly reply: ProposeArguments }
  | { readonly ok: false; readonly complaints: readonly Complaint[] };

function parse(json: string): Parsed {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return { ok: false, complaints: [invalid('the arguments are not valid JSON')] };
  }
  const result = proposeSchema.safeParse(withoutNulls(value));
  if (result.success) return { ok: true, reply: result.data };
  const complaints = result.error.issues
    .slice(0, 8)
    .map((issue) => invalid(`${issue.path.join('.') || 'arguments'}: ${issue.message}`));
  return { ok: false, complaints };
}

function invalid(message: string): Complaint {
  return { reason: 'reply.invalid', message };
}

/** Many models write null for a field that they leave out. */
function withoutNulls(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== null));
}

function complaint(reason: ReasonCode, message: string): Complaint {
  return { reason, message };
}

type ReplyCause = ProposeArguments['causes'][number];

function causeComplaints(cause: ReplyCause, ground: Ground): readonly Complaint[] {
  const unknown = [...new Set([cause.object, ...cause.evidence])].filter((id) => !ground.evidence.has(id));
  const unseen = ground.evidence.get(cause.object)?.status === 'could-not-look';
  return [
    ...(ground.causes.has(cause.cause)
      ? []
      : [complaint('reply.unknown-cause', `${JSON.stringify(cause.cause)} is not a cause of the list`)]),
    ...unknown.map((id) => complaint('reply.unknown-evidence', `there is no evidence ${JSON.stringify(id)}`)),
    ...(unseen
      ? [
          complaint(
            'reply.unknown-evidence',
            `${cause.object} could not be looked at, so its object cannot be called at fault`,
          ),
        ]
      : []),
  ];
}

function groundCause(cause: ReplyCause, ground: Ground): readonly Cause[] {
  const object = ground.evidence.get(cause.object)?.ref;
  if (object === undefined) return [];
  const { cause: code, confidence, why, evidence } = cause;
  const sure = ground.sureCauses.some(
    (known) => known.sure && known.cause === code && refKey(known.object) === refKey(object),
  );
  return [{ cause: code, object, confidence, sure, why, evidence }];
}

type ReplyAction = ProposeArguments['actions'][number];
type GroundedAction =
  | { readonly ok: true; readonly action: Action }
  | { readonly ok: false; readonly complaints: readonly Complaint[] };

function groundAction(picked: ReplyAction, ground: Ground): GroundedAction {
  const candidate = ground.candidates.get(picked.candidate);
  if (candidate === undefined) {
    const message = `there is no candidate ${JSON.stringify(picked.candidate)}`;
    return { ok: false, complaints: [complaint('reply.unknown-candidate', message)] };
  }
  const result = pickParams(candidate, picked.params);
  if (!result.ok) {
    const complaints = result.complaints.map((message) => complaint('reply.unknown-value', message));
    return { ok: false, complaints };
  }
  const action = actionOn(ground.incident, candidate, result.params);
  if (wasRefused(action, ground.incident.refusals)) {
    const message = `${candidate.id} with these params was refused before; follow the remedy or abstain`;
    return { ok: false, complaints: [complaint('reply.repeats-refusal', message)] };
  }
  return { ok: true, action };
}

function repeated(actions: readonly ReplyAction[]): readonly Complaint[] {
  const twice = actions.some((action, index) =>
    actions.slice(0, index).some((earlier) => isDeepStrictEqual(earlier, action)),
  );
  return twice ? [invalid('the same action stands twice in the list')] : [];
}

function balance({ causes, actions, abstain }: ProposeArguments): readonly Complaint[] {
  if (actions.length > 0 && abstain) return [invalid('propose actions or abstain, not both')];
  if (actions.length > 0 && causes.length === 0) return [invalid('an action needs a cause')];
  if (actions.length === 0 && !abstain)
    return [invalid('without an action, say in `abstain` why none is right')];
  return [];
}
