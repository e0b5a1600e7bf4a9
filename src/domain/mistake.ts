import type { JsonObject } from './objects.ts';
import type { Layer } from './verdict.ts';

/** Where a mistake showed. */
export const mistakeSources = [
  /** A guardrail layer refused an action. */
  'refusal',
  /** People denied a proposal. */
  'denial',
  /** A model's reply was not one that could be used. */
  'invalid-reply',
  /** A model named what it had not been shown. */
  'ungrounded-reply',
  /** A model could not be asked. */
  'model-failure',
  /** The investigation was not allowed to look. */
  'blind-look',
  /** A message to people did not get through. */
  'failed-delivery',
  /** A write was refused, or did not do what it was for. */
  'failed-execution',
  /** People had a change taken back. */
  'undone',
] as const;
export type MistakeSource = (typeof mistakeSources)[number];

/** One attempt that went wrong, as a ledger entry tells it. Texts are redacted and never to be trusted. */
export interface Mistake {
  readonly source: MistakeSource;
  /** Codes of src/domain/reasons.ts; empty where people gave none. */
  readonly reasons: readonly string[];
  /** The layers that refused. */
  readonly layers: readonly Layer[];
  /** The model that proposed or replied; `triage` for the rules, `undo` for what people wanted taken back. */
  readonly model: string;
  readonly alerts: readonly string[];
  /** Of the target, or the first one that the alerts are about. */
  readonly namespace: string;
  /** Codes of the causes that had been diagnosed. */
  readonly causes: readonly string[];
  /** Name of the catalogue; empty where no action was meant, as are the next two. */
  readonly action: string;
  readonly kind: string;
  readonly name: string;
  /** The tool that a model called. */
  readonly tool: string;
  /** Of the action or of the tool. */
  readonly params: JsonObject;
  /** What was said about it: messages of layers and checks, a person's reason. */
  readonly text: string;
}
