import type { ModalView } from '@slack/types';
import type { DecisionKind } from '../../domain/decision.ts';
import type { ButtonAbout } from './buttons.ts';
import { dialogCallback, reasonField } from './interaction.ts';

const words = {
  deny: {
    title: 'Deny the change',
    submit: 'Deny it',
    label: 'Why? The next proposal, and the record, will know.',
  },
  'hand-over': {
    title: 'Hand over to people',
    submit: 'Hand over',
    label: 'What should whoever takes it know?',
  },
} as const;

/** As long as the page takes it. */
const longestReason = 1_000;

/** The dialog that asks why. Slack: a title has at most 24 characters, a button 24, private metadata 3,000. */
export function reasonDialog(decision: Exclude<DecisionKind, 'approve'>, about: ButtonAbout): ModalView {
  const { title, submit, label } = words[decision];
  return {
    type: 'modal',
    callback_id: dialogCallback,
    private_metadata: JSON.stringify({ ...about, decision }),
    title: { type: 'plain_text', text: title },
    submit: { type: 'plain_text', text: submit },
    close: { type: 'plain_text', text: 'Cancel' },
    blocks: [
      {
        type: 'input',
        block_id: reasonField.block,
        label: { type: 'plain_text', text: label },
        element: {
          type: 'plain_text_input',
          action_id: reasonField.action,
          multiline: true,
          max_length: longestReason,
          min_length: 3,
        },
      },
    ],
  };
}
