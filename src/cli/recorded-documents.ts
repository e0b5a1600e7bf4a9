import type { Exchange } from '../diagnosis/exchange.ts';
import type { RecordedDiagnosis } from '../diagnosis/recorded-diagnosis.ts';
import { recordedDocumentSchema } from '../store/exchanges.ts';
import { type CommandLine, UsageError } from './command-line.ts';
import { readText } from './read-files.ts';

/** The documents of a file of exchanges, one a line. Throws `UsageError` with file and line. */
export async function readRecordedDocuments(
  file: string,
  command: CommandLine,
): Promise<readonly (Exchange | RecordedDiagnosis)[]> {
  const text = file === '-' ? await command.stdin() : readText(file);
  return text.split('\n').flatMap((line, index) => {
    if (line.trim() === '') return [];
    const parsed = recordedDocumentSchema.safeParse(parseJson(line));
    if (parsed.success) return [parsed.data];
    throw new UsageError(
      `${file}:${index + 1}: is neither a ModelExchange nor a ModelDiagnosis of firebreak.dev/v1`,
    );
  });
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
