import { isDeepStrictEqual } from 'node:util';
import type { Diagnosis } from '../domain/diagnosis.ts';
import type { Incident } from '../domain/incident.ts';
import type { ReadTool } from '../evidence/read-tools.ts';
import { diagnose } from './diagnose.ts';
import type { Exchange } from './exchange.ts';
import type { ModelLimits } from './model-limits.ts';
import type { Prompts } from './prompt.ts';
import { type RecordedDiagnosis, refusalsOf } from './recorded-diagnosis.ts';
import { replayModels } from './replay-model.ts';
import { replayTools } from './replay-tools.ts';

/** What of a request today's code would word in another way. */
export type RequestPart = 'system-prompt' | 'brief' | 'conversation' | 'tools';

/** What a diagnosis ends in, apart from its words about the way there. */
export type Outcome = Pick<Diagnosis, 'by' | 'causes' | 'actions' | 'handOver'>;

export interface Replay {
  readonly diagnosis: string;
  readonly incident: string;
  readonly at: string;
  readonly promptVersion: { readonly recorded: string; readonly now: string };
  readonly requests: readonly {
    /** Id of the exchange. */
    readonly exchange: string;
    readonly model: string;
    /** `reply`, or the code of the failure. */
    readonly result: string;
    readonly differs: readonly RequestPart[];
    /** Today's code would not make this request any more. */
    readonly notMade?: true;
  }[];
  /** Today's code would have asked for more than was recorded. */
  readonly wouldAskMore: boolean;
  readonly outcome: { readonly same: boolean; readonly recorded: Outcome; readonly now: Outcome };
}

export interface ReplayPorts {
  readonly prompts: Prompts;
  readonly limits: ModelLimits;
  readonly taxonomy: Readonly<Record<string, string>>;
  /** Today's tools, for their names and descriptions; nothing is looked at. */
  readonly tools: readonly ReadTool[];
  readonly signal: AbortSignal;
}

/** Sends what models answered then through the prompt, loop and grounding of today. No model is asked. */
export async function replay(
  recorded: RecordedDiagnosis,
  exchanges: readonly Exchange[],
  ports: ReplayPorts,
): Promise<Replay> {
  const { models, askedMore } = replayModels(exchanges);
  const requests: Exchange[] = [];
  let ids = 0;
  const { diagnosis } = await diagnose({
    ...ports,
    incident: incidentOf(recorded),
    evidence: recorded.evidence,
    triage: diagnosisOf(recorded.triage),
    candidates: recorded.candidates,
    namespaces: recorded.namespaces,
    lessons: recorded.lessons,
    tools: replayTools(ports.tools, exchanges, recorded.found),
    models,
    // The budgets have decided already: what they refused was never recorded.
    budget: { reserve: async () => ({ ok: true, id: '' }), settle: async () => undefined },
    redact: async (text) => text,
    recordExchange: async (exchange) => void requests.push(exchange),
    recordDiagnosis: async () => {},
    wait: async () => {},
    clock: { now: () => new Date(recorded.at) },
    ids: {
      next(prefix) {
        ids += 1;
        return prefix === 'data' ? recorded.id : `${prefix}_${ids}`;
      },
    },
  });
  const before = outcomeOf(recorded.outcome);
  const now = outcomeOf(diagnosis);
  return {
    diagnosis: recorded.id,
    incident: recorded.incident.id,
    at: recorded.at,
    promptVersion: { recorded: exchanges[0]?.promptVersion ?? '', now: ports.prompts.version },
    requests: exchanges.map((exchange, index) => {
      const { id, model, result } = exchange;
      const today = requests[index];
      return {
        exchange: id,
        model,
        result: result.kind === 'reply' ? 'reply' : result.code,
        ...(today === undefined ? { differs: [], notMade: true } : { differs: differences(exchange, today) }),
      };
    }),
    wouldAskMore: askedMore(),
    outcome: { same: isDeepStrictEqual(before, now), recorded: before, now },
  };
}

function differences(then: Exchange, now: Exchange): readonly RequestPart[] {
  const [system, brief, ...rest] = then.messages;
  const [systemNow, briefNow, ...restNow] = now.messages;
  return [
    ...part('system-prompt', system, systemNow),
    ...part('brief', brief, briefNow),
    ...part('conversation', rest, restNow),
    ...part('tools', then.tools, now.tools),
  ];
}

function part(name: RequestPart, then: unknown, now: unknown): readonly RequestPart[] {
  return isDeepStrictEqual(then, now) ? [] : [name];
}

function outcomeOf({ by, causes, actions, handOver }: Outcome): Outcome {
  // Through JSON, as the recorded one has been: a key without a value is none.
  return JSON.parse(
    JSON.stringify({ by, causes, actions, ...(handOver === undefined ? {} : { handOver }) }),
  ) as Outcome;
}

function diagnosisOf(outcome: RecordedDiagnosis['triage']): Diagnosis {
  const cost = { apiCalls: 0, evidenceCharacters: 0, modelRequests: 0, inputTokens: 0, outputTokens: 0 };
  return { ...outcome, notes: [], cost };
}

/** The incident as far as a diagnosis looks at it. */
function incidentOf(recorded: RecordedDiagnosis): Incident {
  const { alerts, ...known } = recorded.incident;
  const { id, at } = recorded;
  return {
    ...known,
    key: id,
    state: 'investigating',
    refusals: refusalsOf(recorded),
    alerts: Array.from({ length: alerts }, (_, index) => ({
      fingerprint: String(index),
      status: 'firing',
      labels: {},
      annotations: {},
      startsAt: at,
    })),
    truncatedAlerts: 0,
    openedAt: at,
    updatedAt: at,
    evidence: [],
    decisions: [],
    executions: [],
  };
}
