import type { Logger } from 'pino';
import type { Caller, DecisionKind } from '../../domain/decision.ts';
import type { JsonObject } from '../../domain/objects.ts';
import { reasons } from '../../domain/reasons.ts';
import type { ApprovalsPort } from '../../approvals/approvals-port.ts';
import type { SlackApi } from './api.ts';
import { type ButtonAbout, pageOf } from './buttons.ts';
import { readInteraction, reasonField } from './interaction.ts';
import { link, prose } from './mrkdwn.ts';
import { reasonDialog } from './reason-dialog.ts';

export interface AnswerPorts {
  readonly api: SlackApi;
  readonly channel: string;
  readonly publicUrl?: string;
  readonly decide: ApprovalsPort['decide'];
  /** The person behind a Slack user id; undefined where the Approvers policy names none. */
  readonly personOf: (slackUser: string) => Caller | undefined;
  readonly logger: Logger;
}

/** What Slack gets as the acknowledgement: nothing, or what the open dialog should show. */
export type Acknowledgement = JsonObject | undefined;

/**
 * Answers what somebody did in Slack. What they decided is stored before this resolves: the caller acknowledges after
 * it. Undefined payloads and refusals change nothing; who is refused is told, and nobody else.
 */
export async function answerInteraction(payload: unknown, ports: AnswerPorts): Promise<Acknowledgement> {
  const interaction = readInteraction(payload);
  if (interaction === undefined) {
    ports.logger.warn('a Slack interaction does not fit what Slack documents');
    return undefined;
  }
  switch (interaction.kind) {
    case 'other':
      return undefined;
    case 'approve': {
      const refused = await decide('approve', interaction, ports);
      if (refused !== undefined) tell(interaction.user, interaction.about, refused, ports);
      return undefined;
    }
    case 'ask-why': {
      if (ports.personOf(interaction.user) !== undefined) await openDialog(interaction, ports);
      else tell(interaction.user, interaction.about, reasons['decision.unknown-person'], ports);
      return undefined;
    }
    case 'reasoned': {
      const refused = await decide(interaction.decision, interaction, ports);
      if (refused === undefined) return undefined;
      return { response_action: 'errors', errors: { [reasonField.block]: refused } };
    }
  }
}

async function decide(
  decision: DecisionKind,
  given: { readonly user: string; readonly about: ButtonAbout; readonly reason?: string },
  ports: AnswerPorts,
): Promise<string | undefined> {
  const by = ports.personOf(given.user);
  if (by === undefined) return reasons['decision.unknown-person'];
  const result = await ports.decide({
    ...given.about,
    decision,
    ...(given.reason === undefined || given.reason === '' ? {} : { reason: given.reason }),
    by,
    channel: 'slack',
  });
  if (result.ok) return undefined;
  return result.detail === undefined ? reasons[result.reason] : `${reasons[result.reason]} ${result.detail}`;
}

async function openDialog(
  { decision, about, trigger }: Extract<ReturnType<typeof readInteraction>, { kind: 'ask-why' }>,
  { api, logger }: AnswerPorts,
): Promise<void> {
  try {
    const view = reasonDialog(decision, about);
    await api.call((client) => client.views.open({ trigger_id: trigger, view }));
  } catch (cause) {
    logger.warn({ err: cause }, 'the dialog that asks why could not be opened');
  }
}

/** Tells one person in the channel why nothing came of their click; it is no matter if that gets lost. */
function tell(user: string, { incident }: ButtonAbout, why: string, ports: AnswerPorts): void {
  const { api, channel, publicUrl, logger } = ports;
  const where = publicUrl === undefined ? '' : ` ${link(pageOf(publicUrl, incident), 'Open the page')}`;
  const text = `Nothing was decided: ${prose(why, 600)}${where}`;
  void api
    .call((client) => client.chat.postEphemeral({ channel, user, text }))
    .catch((cause: unknown) => logger.warn({ err: cause }, 'a refused click could not be explained'));
}
