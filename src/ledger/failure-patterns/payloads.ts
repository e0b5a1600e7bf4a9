import { z } from 'zod';
import { layers } from '../../domain/verdict.ts';

/**
 * The parts of ledger payloads that tell of mistakes. Entries of earlier versions lack some of them, so that whatever
 * names an incident or a proposal has a value for its absence.
 */

const params = z.record(z.string(), z.json()).catch({});
const target = z.object({ kind: z.string(), namespace: z.string().optional(), name: z.string() });
const action = z.object({ action: z.string(), target, params });
const proposed = z.object({ by: z.string(), purpose: z.enum(['fix', 'undo']), actions: z.array(action) });

const about = z.object({
  alerts: z.array(z.string()),
  namespaces: z.array(z.string()),
  target: target.nullable(),
  causes: z.array(z.string()),
});
const nothingKnown: About = { alerts: [], namespaces: [], target: null, causes: [] };

export type About = z.output<typeof about>;
export type ProposedAction = z.output<typeof action>;
export type ProposedPart = z.output<typeof proposed>;

const withAbout = { about: about.catch(nothingKnown) };

export const refusedPayload = z.object({
  ...withAbout,
  by: z.string().catch(''),
  purpose: z.enum(['fix', 'undo']).catch('fix'),
  refused: z.array(
    z.object({
      action: z.string(),
      /** As `refText` writes it. */
      target: z.string(),
      params,
      verdicts: z.array(
        z.object({ layer: z.enum(layers), outcome: z.string(), reason: z.string(), message: z.string() }),
      ),
    }),
  ),
});

export const decisionPayload = z.object({
  ...withAbout,
  decision: z.string(),
  reason: z.string().nullable().catch(null),
  denied: proposed.optional(),
  /** Says why people had closed the pull request, which is a denial already. */
  whyDeclined: z.boolean().catch(false),
});

/** A pull request that people closed. */
export const declinedPayload = z.object({ ...withAbout, denied: proposed.optional() });

export const misstepPayload = z.object({
  ...withAbout,
  model: z.string(),
  reason: z.string(),
  message: z.string(),
  tool: z.string().optional(),
  arguments: z.string().optional(),
});

export const evidencePayload = z.object({ ...withAbout, forbidden: z.array(z.string()).catch([]) });

export const sentBackPayload = z.object({
  ...withAbout,
  why: z.string(),
  refusedWrite: proposed.optional(),
});

export const verificationPayload = z.object({
  ...withAbout,
  proposed: proposed.optional(),
  checks: z.array(z.object({ outcome: z.string(), reason: z.string(), message: z.string() })),
});

export const undoPayload = z.object({ ...withAbout, undone: proposed.nullish() });

/** A message to people that the chat refused: `code` is the chat's own, such as Slack's `not_in_channel`. */
export const deliveryPayload = z.object({ ...withAbout, code: z.string(), message: z.string().catch('') });
