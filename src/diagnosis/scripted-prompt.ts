import { z } from 'zod';
import { framedLines } from './prompt-frame.ts';

const candidateLine = z.object({
  id: z.string().startsWith('cand_'),
  action: z.string(),
  target: z.string(),
  evidence: z.array(z.string()).min(1),
  values: z.record(z.string(), z.array(z.json())),
  required: z.array(z.string()),
});

const refusalLine = z.object({
  refused: z.string(),
  target: z.string(),
  because: z.array(z.object({ message: z.string(), remedy: z.string().nullable() })),
});

const impressionLine = z.object({
  summary: z.string(),
  causes: z.array(z.object({ cause: z.string(), evidence: z.array(z.string()) })),
});

export type CandidateLine = z.infer<typeof candidateLine>;
export type RefusalLine = z.infer<typeof refusalLine>;

/** What a script sees: the same frames that a model reads, and nothing beside them. */
export interface ScriptPrompt {
  readonly candidates: readonly CandidateLine[];
  readonly refusals: readonly RefusalLine[];
  /** The code of the cause that the rules put first. */
  readonly suspected?: string;
}

/** Reads the frames out of a conversation's texts. */
export function readScriptPrompt(texts: readonly string[]): ScriptPrompt {
  const lines = texts.flatMap(framedLines);
  const suspected = fitting(impressionLine, lines)[0]?.causes[0]?.cause;
  return {
    candidates: fitting(candidateLine, lines),
    refusals: fitting(refusalLine, lines),
    ...(suspected === undefined ? {} : { suspected }),
  };
}

function fitting<T>(schema: z.ZodType<T>, lines: readonly unknown[]): readonly T[] {
  return lines.flatMap((line) => schema.safeParse(line).data ?? []);
}
