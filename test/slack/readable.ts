import { z } from 'zod';
import type { NoticeBody } from '../../src/ports/chat.ts';

const text = z.object({ text: z.string() });
const block = z.discriminatedUnion('type', [
  z.object({ type: z.literal('section'), text }),
  z.object({ type: z.literal('context'), elements: z.array(text) }),
  z.object({ type: z.literal('actions'), elements: z.array(z.object({ text })) }),
]);
const message = z.object({
  text: z.string(),
  attachments: z.array(z.object({ fallback: z.string(), blocks: z.array(block) })),
});
const reply = z.object({ reply_broadcast: z.literal(true), blocks: z.array(block) });

/** A message as somebody reads it: the lock screen's line, the text, and the buttons in brackets. */
export function readable(content: unknown): string {
  const { text: first, attachments } = message.parse(content);
  const [attachment] = attachments;
  return [
    `(lock screen: ${attachment?.fallback ?? ''})`,
    first,
    ...(attachment?.blocks ?? []).map(linesOf),
  ].join('\n\n');
}

/** Whether a reply is shown in the channel, too, where it notifies people. */
export function isSaidAloud(body: NoticeBody): boolean {
  return body.kind === 'message' && reply.safeParse(body.content).success;
}

export function aloud(body: NoticeBody): string {
  const { blocks } = reply.parse(body.kind === 'message' ? body.content : {});
  return ['(said in the channel)', ...blocks.map(linesOf)].join('\n\n');
}

function linesOf(shown: z.output<typeof block>): string {
  switch (shown.type) {
    case 'section':
      return shown.text.text;
    case 'context':
      return shown.elements.map((element) => element.text).join('\n');
    case 'actions':
      return shown.elements.map((button) => `[${button.text.text}]`).join(' ');
  }
}
