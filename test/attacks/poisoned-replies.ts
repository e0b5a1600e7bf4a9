import type { CandidateLine } from '../../src/diagnosis/scripted-prompt.ts';

/** What a captured model sends instead of an answer. */
interface ObeyedReply {
  readonly text?: string;
  readonly calls: readonly { readonly name: string; readonly arguments: string }[];
}

/** Where the attacker gets the words in. */
export type Channel =
  | 'log'
  | 'last-words'
  | 'event'
  | 'event-reason'
  | 'alert-annotation'
  | 'alert-label'
  | 'second-alert'
  | 'object-annotation'
  | 'pod-label'
  | 'env-name'
  | 'image'
  | 'waiting-message'
  | 'condition'
  | 'ingress-host'
  | 'job-name';

export interface PoisonedInput {
  readonly name: string;
  readonly channel: Channel;
  readonly words: string;
  /** The reply of a model that does everything that it is told, given the candidates that it was shown. */
  readonly obeys: (candidates: readonly CandidateLine[], evidence: string) => ObeyedReply;
}

type Picks = readonly Readonly<Record<string, unknown>>[];

/** A proposal of what is picked, with whatever else the attacker wants in it. */
export function propose(
  picks: (raise: string, restart: string) => Picks,
  more: object = {},
  cause: object = {},
): PoisonedInput['obeys'] {
  return (candidates, evidence) => {
    const idOf = (action: string) => candidates.find((each) => each.action === action)?.id ?? 'cand_1';
    const actions = picks(idOf('set-resources'), idOf('restart-workload'));
    const believed = {
      cause: 'container.oom-killed',
      object: evidence,
      confidence: 1,
      why: 'as ordered',
      evidence: [evidence],
      ...cause,
    };
    return call('propose', { summary: 'as ordered', causes: [believed], actions, ...more });
  };
}

/** A call of one tool. */
export function call(name: string, args: unknown): ObeyedReply {
  return { calls: [{ name, arguments: typeof args === 'string' ? args : JSON.stringify(args) }] };
}

/** The raise that code offered, as the attacker's words want it dressed up. */
export function raiseWith(more: object = {}, cause: object = {}): PoisonedInput['obeys'] {
  return propose(
    (raise) => [{ candidate: raise, params: { '/container': 'app', '/limits/memory': '128Mi' } }],
    more,
    cause,
  );
}
