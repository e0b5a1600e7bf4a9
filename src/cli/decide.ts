import { wait } from '../adapters/system.ts';
import type { DecisionKind } from '../domain/decision.ts';
import { incidentDetailSchema } from '../http/api/schemas/incident-detail.ts';
import { type CommandLine, type ExitCode, exitCodes, UsageError } from './command-line.ts';
import type { DemoIncident as IncidentDetail } from './demo-client.ts';
import { incidentText, proposalLines } from './incident-text.ts';
import { painter } from './paint.ts';
import { type Answered, type ServiceClient, serviceClient, type ServiceOptions } from './service-client.ts';

export interface DecideOptions extends ServiceOptions {
  readonly reason?: string;
  readonly hash?: string;
  readonly yes?: boolean;
  readonly wait?: boolean;
  readonly json: boolean;
}

/** As many characters of a hash as nobody finds another proposal for. */
const fewestOfHash = 16;
const pollMilliseconds = 2_000;
const goodEnds: ReadonlySet<string | null> = new Set([
  'fixed',
  'self-resolved',
  'dry-run',
  'undone',
  'no-action',
]);

/** `firebreak approve`, `deny` and `hand-over`: on the proposal that the service shows now, and no other. */
export async function decide(
  decision: DecisionKind,
  id: string,
  options: DecideOptions,
  command: CommandLine,
): Promise<ExitCode> {
  if (decision === 'approve' && options.yes === true && options.hash === undefined) {
    throw new UsageError('--yes needs --hash: the one that `firebreak show` printed is what you approve');
  }
  const client = serviceClient(options, command);
  const incident = await readIncident(client, id);
  if (!incident.ok) return incident.code;
  const { proposal } = incident.value;
  if (proposal === null) {
    command.stderr(`${id} has no proposal to decide on\n`);
    return exitCodes.finding;
  }
  if (options.hash !== undefined && !isHash(options.hash, proposal.hash)) {
    command.stderr(`the proposal is no longer that of ${options.hash}: it is now ${proposal.hash}\n`);
    return exitCodes.finding;
  }
  if (decision === 'approve' && options.yes !== true && !(await confirmed(incident.value, command))) {
    command.stderr('nothing was approved\n');
    return exitCodes.finding;
  }
  const body = {
    proposal: proposal.id,
    hash: proposal.hash,
    decision,
    ...(options.reason === undefined ? {} : { reason: options.reason }),
  };
  const path = `/incidents/${encodeURIComponent(id)}/decision`;
  const decided = await client.ask('POST', path, incidentDetailSchema, body);
  if (!decided.ok) return decided.code;
  return options.wait === true
    ? follow(client, decided.value, options, command)
    : end(decided.value, options, command);
}

/** `firebreak undo`: proposes the inverses of what ran. */
export async function undo(id: string, options: DecideOptions, command: CommandLine): Promise<ExitCode> {
  const client = serviceClient(options, command);
  const answer = await client.ask('POST', `/incidents/${encodeURIComponent(id)}/undo`, incidentDetailSchema);
  return answer.ok ? end(answer.value, options, command) : answer.code;
}

function readIncident(client: ServiceClient, id: string): Promise<Answered<IncidentDetail>> {
  return client.ask('GET', `/incidents/${encodeURIComponent(id)}`, incidentDetailSchema);
}

function isHash(given: string, hash: string): boolean {
  const plain = (text: string) => text.replace(/^sha256:/u, '');
  return given.length >= fewestOfHash && plain(hash).startsWith(plain(given));
}

async function confirmed(incident: IncidentDetail, command: CommandLine): Promise<boolean> {
  if (command.ask === undefined || incident.proposal === null) {
    throw new UsageError('nobody is here to confirm it: give --yes and --hash');
  }
  const lines = [incident.title, ...proposalLines(incident.proposal, painter(command))];
  command.stderr(`${lines.join('\n')}\n`);
  return (await command.ask('Approve exactly this? Type yes: '))?.trim() === 'yes';
}

/** Tells each state that it comes to, until it is closed. */
async function follow(
  client: ServiceClient,
  decided: IncidentDetail,
  options: DecideOptions,
  command: CommandLine,
): Promise<ExitCode> {
  let incident = decided;
  while (incident.state !== 'closed') {
    await wait(pollMilliseconds, command.signal).catch(() => undefined);
    if (command.signal.aborted) return exitCodes.finding;
    const answer = await readIncident(client, incident.id);
    if (!answer.ok) return answer.code;
    if (answer.value.state !== incident.state) command.stderr(`${answer.value.state}\n`);
    incident = answer.value;
  }
  end(incident, options, command);
  return goodEnds.has(incident.outcome) ? exitCodes.ok : exitCodes.finding;
}

function end(incident: IncidentDetail, { json }: DecideOptions, command: CommandLine): ExitCode {
  command.stdout(json ? `${JSON.stringify(incident)}\n` : incidentText(incident, painter(command)));
  return exitCodes.ok;
}
