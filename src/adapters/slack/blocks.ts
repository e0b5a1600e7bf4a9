import type { ActionsBlock, Button, ContextBlock, KnownBlock, SectionBlock } from '@slack/types';
import { clamped, lengthOf } from './mrkdwn.ts';

/**
 * Slack's limits, with room to spare where a text is put together from parts.
 * https://docs.slack.dev/reference/block-kit/blocks
 */
export const limits = {
  section: 2_800,
  header: 150,
  blocks: 50,
  elements: 25,
  button: 75,
  value: 2_000,
} as const;

/** Paragraphs in as few sections as hold them; what does not fit into `most` sections is left out. */
export function sections(paragraphs: readonly string[], most: number): readonly SectionBlock[] {
  const texts: string[] = [];
  for (const paragraph of paragraphs.filter((each) => each !== '')) {
    const last = texts.at(-1);
    if (last !== undefined && lengthOf(last) + lengthOf(paragraph) + 1 <= limits.section) {
      texts[texts.length - 1] = `${last}\n${paragraph}`;
    } else texts.push(clamped(paragraph, limits.section));
  }
  return texts
    .slice(0, most)
    .map((text) => ({ type: 'section', text: { type: 'mrkdwn', text, verbatim: true } }));
}

/** Small print. */
export function context(text: string): readonly ContextBlock[] {
  if (text === '') return [];
  return [
    { type: 'context', elements: [{ type: 'mrkdwn', text: clamped(text, limits.section), verbatim: true }] },
  ];
}

export function actions(buttons: readonly Button[]): readonly ActionsBlock[] {
  return buttons.length === 0 ? [] : [{ type: 'actions', elements: [...buttons] }];
}

/** Slack takes fifty blocks; the last ones are those that people act on. */
export function withinLimit(blocks: readonly KnownBlock[]): readonly KnownBlock[] {
  if (blocks.length <= limits.blocks) return blocks;
  return [...blocks.slice(0, limits.blocks - 3), ...blocks.slice(-3)];
}
