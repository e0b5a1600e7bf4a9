import { incidentDetailSchema } from '../http/api/schemas/incident-detail.ts';
import { incidentListSchema } from '../http/api/schemas/incident-summary.ts';
import { type CommandLine, type ExitCode, exitCodes } from './command-line.ts';
import { incidentText } from './incident-text.ts';
import { painter } from './paint.ts';
import { serviceClient, type ServiceOptions } from './service-client.ts';
import { table } from './table.ts';

export interface IncidentsOptions extends ServiceOptions {
  readonly state?: string;
  readonly outcome?: string;
  readonly q?: string;
  readonly limit?: string;
  readonly json: boolean;
}

/** `firebreak incidents`: the newest first. */
export async function incidents(options: IncidentsOptions, command: CommandLine): Promise<ExitCode> {
  const { state, outcome, q, limit } = options;
  const query = new URLSearchParams(
    Object.entries({ state, outcome, q, limit }).filter(
      (entry): entry is [string, string] => entry[1] !== undefined,
    ),
  );
  const client = serviceClient(options, command);
  const answer = await client.ask('GET', `/incidents?${query.toString()}`, incidentListSchema);
  if (!answer.ok) return answer.code;
  if (options.json) {
    command.stdout(`${JSON.stringify(answer.value)}\n`);
    return exitCodes.ok;
  }
  const rows = answer.value.incidents.map((each) => [
    each.id,
    each.outcome ?? each.state,
    each.severity,
    each.namespace ?? '',
    String(each.alerts),
    each.updatedAt,
    each.title,
  ]);
  command.stdout(table(['ID', 'STANDS', 'SEVERITY', 'NAMESPACE', 'ALERTS', 'UPDATED', 'TITLE'], rows));
  return exitCodes.ok;
}

/** `firebreak show`. */
export async function show(
  id: string,
  options: ServiceOptions & { readonly json: boolean },
  command: CommandLine,
): Promise<ExitCode> {
  const client = serviceClient(options, command);
  const answer = await client.ask('GET', `/incidents/${encodeURIComponent(id)}`, incidentDetailSchema);
  if (!answer.ok) return answer.code;
  command.stdout(
    options.json ? `${JSON.stringify(answer.value)}\n` : incidentText(answer.value, painter(command)),
  );
  return exitCodes.ok;
}
