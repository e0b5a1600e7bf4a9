import { field, listAt, numberAt, textAt } from '../domain/fields.ts';
import type { DemoIncident } from './demo-client.ts';

type Entry = DemoIncident['timeline'][number];

/** What a ledger entry means, in a line or a few, for somebody who watches the demo. */
export function storyLines(entry: Entry, incident: DemoIncident): readonly string[] {
  const { type, payload } = entry;
  const say = (text: string, ...more: readonly string[]) => [
    `${entry.at.slice(11, 19)}  ${text}`,
    ...more.map((line) => `          ${line}`),
  ];
  switch (type) {
    case 'incident.opened':
      return say(`alert received: ${incident.title}; waiting whether it heals by itself`);
    case 'incident.joined':
      return say(`one more alert of the same incident: ${textAt(payload, 'alert') ?? ''}`);
    case 'alert.resolved':
      return say('Alertmanager says: resolved');
    case 'incident.settled':
      return say('it did not heal; gathering evidence');
    case 'evidence.gathered':
      return say(
        `${numberAt(payload, 'items') ?? 0} pieces of evidence with ${numberAt(payload, 'cost', 'apiCalls') ?? 0} API calls`,
      );
    case 'diagnosis.made':
      return say(
        `diagnosis by ${textAt(payload, 'by') ?? ''}: ${textAt(payload, 'summary') ?? ''}`,
        ...listAt(payload, 'causes').map(
          (cause) =>
            `cause: ${textAt(cause, 'cause') ?? ''} (${percent(cause)}) ${textAt(cause, 'why') ?? ''}`,
        ),
      );
    case 'proposal.refused':
      return say(
        'REFUSED by the guardrails; it goes back for a better proposal',
        ...listAt(payload, 'refused').flatMap(refusal),
      );
    case 'proposal.made':
      return say('proposed, past layers 1 to 4:', ...proposed(incident));
    case 'decision.recorded':
      return say(`${textAt(payload, 'decision') ?? ''} by ${entry.actor}, for exactly this hash`);
    case 'execution.intended':
      return say('intent stored before the write');
    case 'execution.applied':
      return say(`written: Audit-ID ${textAt(payload, 'auditId') ?? 'unknown'}`);
    case 'execution.sent-back':
      return say(`NOT written: ${textAt(payload, 'why') ?? ''}`);
    case 'verification.started':
      return say('looking whether it did what it was for');
    case 'verification.passed':
    case 'verification.failed':
      return say(
        type === 'verification.passed' ? 'verified:' : 'NOT verified:',
        ...listAt(payload, 'checks').map((check) => `${mark(check)} ${textAt(check, 'message') ?? ''}`),
      );
    case 'incident.closed':
      return say(`closed: ${textAt(payload, 'outcome') ?? ''}. ${textAt(payload, 'note') ?? ''}`);
    default:
      return [];
  }
}

function percent(cause: unknown): string {
  return `${Math.round((numberAt(cause, 'confidence') ?? 0) * 100)} %`;
}

function refusal(refused: unknown): readonly string[] {
  const what = `${textAt(refused, 'action') ?? ''} on ${textAt(refused, 'target') ?? ''}`;
  return listAt(refused, 'verdicts').flatMap((verdict) => [
    `✗ ${what}: ${textAt(verdict, 'message') ?? ''} (${textAt(verdict, 'reason') ?? ''})`,
    ...(textAt(verdict, 'remedy') === undefined ? [] : [`  remedy: ${textAt(verdict, 'remedy')}`]),
  ]);
}

function proposed(incident: DemoIncident): readonly string[] {
  const { proposal } = incident;
  if (proposal === null) return [];
  return [
    ...proposal.kubectl.split('\n'),
    ...proposal.diff.split('\n').filter((line) => /^[-+](?![-+])/u.test(line)),
    `risk ${proposal.risk}; approvals needed: ${proposal.approvalsNeeded}; ${proposal.hash.slice(0, 19)}…`,
  ];
}

function mark(check: unknown): string {
  return field(check, 'outcome') === 'holds' ? '✓' : '✗';
}
