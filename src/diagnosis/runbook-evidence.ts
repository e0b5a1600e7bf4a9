import type { EvidenceItem } from '../domain/evidence.ts';
import type { ObjectRef } from '../domain/objects.ts';
import { type Runbook, runbookSections } from './runbook.ts';
import { filledFor } from './runbook-placeholders.ts';
import { chooseRunbooks } from './runbooks.ts';

/** More than these are no help to anybody who is in a hurry. */
const mostRunbooks = 2;

/**
 * The fitting runbooks as evidence items, numbered on from what was collected: what people wrote down belongs to what
 * the diagnosis knows. Their authors are the platform's own, so their text is trusted.
 */
export function runbookEvidence(
  runbooks: readonly Runbook[],
  about: {
    readonly causes: readonly string[];
    readonly alertNames: readonly string[];
    readonly ref: ObjectRef;
    /** The number of the first item. */
    readonly first: number;
    readonly at: Date;
  },
): readonly EvidenceItem[] {
  return chooseRunbooks(runbooks, about)
    .slice(0, mostRunbooks)
    .map((runbook, index) =>
      Object.freeze({
        id: `ev_${about.first + index}`,
        kind: 'runbook',
        ref: about.ref,
        source: `${runbook.packaged ? 'runbooks' : 'FIREBREAK_RUNBOOKS'}/${runbook.file}`,
        at: about.at.toISOString(),
        trust: 'trusted',
        status: 'seen',
        summary: `Runbook: ${runbook.title}`,
        detail: detailOf(runbook, about.ref),
      } as const),
    );
}

function detailOf({ sections, actions, kubectl }: Runbook, ref: ObjectRef): string {
  return [
    ...runbookSections.map((section) => `${section}\n${sections[section]}`),
    ...(actions.length === 0 ? [] : [`Actions that may be right\n${actions.join(', ')}`]),
    ...(kubectl.length === 0 ? [] : [`Commands\n${kubectl.map((line) => filledFor(line, ref)).join('\n')}`]),
  ].join('\n\n');
}
