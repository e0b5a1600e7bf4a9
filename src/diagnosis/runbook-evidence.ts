import type { EvidenceItem } from '../domain/evidence.ts';
import type { ObjectRef } from '../domain/objects.ts';
import type { Runbook } from './runbooks.ts';
import { chooseRunbooks } from './runbooks.ts';

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
    .map(({ file, title, sections }, index) =>
      Object.freeze({
        id: `ev_${about.first + index}`,
        kind: 'runbook',
        ref: about.ref,
        source: `runbooks/${file}`,
        at: about.at.toISOString(),
        trust: 'trusted',
        status: 'seen',
        summary: `Runbook: ${title}`,
        detail: `Diagnosis\n${sections.Diagnosis}\n\nMitigation\n${sections.Mitigation}`,
      } as const),
    );
}
