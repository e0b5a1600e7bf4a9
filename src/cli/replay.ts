import type { Exchange } from '../diagnosis/exchange.ts';
import { defaultModelLimits } from '../diagnosis/model-limits.ts';
import { loadPrompts } from '../diagnosis/prompt.ts';
import type { RecordedDiagnosis } from '../diagnosis/recorded-diagnosis.ts';
import { type Replay, replay } from '../diagnosis/replay.ts';
import { taxonomy } from '../diagnosis/taxonomy.ts';
import { describeReadTools } from '../evidence/describe-read-tools.ts';
import { readExchanges } from '../store/exchanges.ts';
import { openLedger } from './audit-ledger.ts';
import { type CommandLine, type ExitCode, exitCodes, UsageError } from './command-line.ts';
import { readRecordedDocuments } from './recorded-documents.ts';
import { replayText } from './replay-text.ts';

export interface ReplayOptions {
  readonly dataDir: () => string;
  readonly file?: string;
  readonly prompts?: string;
  readonly export: boolean;
  readonly json: boolean;
}

type Recorded = Exchange | RecordedDiagnosis;

/** `firebreak replay ID`: what models answered then, by the code of today; `--export`: what is recorded. */
export async function replayCommand(
  id: string,
  options: ReplayOptions,
  command: CommandLine,
): Promise<ExitCode> {
  const documents = await readDocuments(id, options, command);
  const chosen = documentsOf(id, documents);
  if (chosen.length === 0) throw new UsageError(`${id}: no exchange with a model is recorded under this id`);
  if (options.export) {
    for (const document of chosen) command.stdout(`${JSON.stringify(document)}\n`);
    return exitCodes.ok;
  }
  const replays = await replayAll(chosen, options, command.signal);
  if (replays.length === 0)
    throw new UsageError(`${id}: its diagnosis was not recorded to the end, so it cannot be replayed`);
  if (options.json) command.stdout(`${JSON.stringify({ replays })}\n`);
  else command.stdout(replayText(replays));
  return replays.every(({ outcome }) => outcome.same) ? exitCodes.ok : exitCodes.finding;
}

async function readDocuments(
  id: string,
  { file, dataDir }: ReplayOptions,
  command: CommandLine,
): Promise<readonly Recorded[]> {
  if (file !== undefined) return readRecordedDocuments(file, command);
  const store = openLedger(dataDir());
  try {
    return await readExchanges(store.db, id);
  } finally {
    await store.close();
  }
}

/** Everything of an incident, or of the diagnosis that is named or that an exchange belongs to. */
function documentsOf(id: string, documents: readonly Recorded[]): readonly Recorded[] {
  const exchange = documents.find((document) => document.kind === 'ModelExchange' && document.id === id);
  const named = exchange?.kind === 'ModelExchange' ? exchange.diagnosis : id;
  return documents.filter(
    (document) =>
      incidentOf(document) === id ||
      document.id === id ||
      (named !== undefined && diagnosisOf(document) === named),
  );
}

function incidentOf(document: Recorded): string {
  return document.kind === 'ModelExchange' ? document.incident : document.incident.id;
}

function diagnosisOf(document: Recorded): string | undefined {
  return document.kind === 'ModelExchange' ? document.diagnosis : document.id;
}

async function replayAll(
  documents: readonly Recorded[],
  options: ReplayOptions,
  signal: AbortSignal,
): Promise<readonly Replay[]> {
  const prompts = options.prompts === undefined ? loadPrompts() : loadPrompts(options.prompts);
  const tools = describeReadTools();
  const replays: Replay[] = [];
  for (const document of documents) {
    if (document.kind !== 'ModelDiagnosis') continue;
    const exchanges = documents.filter(
      (each): each is Exchange => each.kind === 'ModelExchange' && each.diagnosis === document.id,
    );
    replays.push(
      await replay(document, exchanges, { prompts, limits: defaultModelLimits, taxonomy, tools, signal }),
    );
  }
  return replays;
}
