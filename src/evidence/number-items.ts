import type { EvidenceItem } from '../domain/evidence.ts';
import type { KubernetesObject } from '../domain/objects.ts';
import { refText } from '../domain/objects.ts';
import type { Observation } from './collector.ts';

const longestSummary = 300;
const longestDetail = 4000;

export interface NumberedItems {
  readonly items: readonly EvidenceItem[];
  /** Raw objects by evidence id. */
  readonly objects: ReadonlyMap<string, KubernetesObject>;
  readonly characters: number;
}

/**
 * Numbers and dates observations in their order, within a budget of characters: once it is used up, details are cut
 * first (`cut` says by how much), then whole observations, and a last item says how many. `first` is the number of
 * the first item.
 */
export function numberItems(
  observations: readonly Observation[],
  options: { readonly first: number; readonly characters: number; readonly at: Date },
): NumberedItems {
  const at = options.at.toISOString();
  const items: EvidenceItem[] = [];
  const objects = new Map<string, KubernetesObject>();
  let left = options.characters;
  for (const observation of observations) {
    const { object, detail, condense: _done, ...rest } = observation;
    const summary = cutTo(rest.summary, longestSummary);
    const overhead = summary.length + refText(rest.ref).length;
    if (overhead > left) break;
    const id = `ev_${options.first + items.length}`;
    const room = Math.max(0, Math.min(longestDetail, left - overhead));
    const shown = detail === undefined || detail === '' ? undefined : detail.slice(0, room);
    const cut = (detail?.length ?? 0) - (shown?.length ?? 0);
    items.push(
      Object.freeze({
        ...rest,
        id,
        at,
        summary,
        ...(shown === undefined ? {} : { detail: shown }),
        ...(cut > 0 ? { cut } : {}),
      }),
    );
    if (object !== undefined) objects.set(id, object);
    left -= overhead + (shown?.length ?? 0);
  }
  const dropped = observations.length - items.length;
  const last = observations[items.length];
  if (dropped > 0 && last !== undefined)
    items.push(leftOut(last, dropped, `ev_${options.first + items.length}`, at));
  return { items, objects, characters: options.characters - left };
}

function leftOut({ kind, ref }: Observation, dropped: number, id: string, at: string): EvidenceItem {
  const summary = `${dropped} more observations left out: the evidence budget is used up`;
  return Object.freeze({
    id,
    kind,
    ref,
    source: 'evidence budget',
    at,
    trust: 'trusted',
    status: 'could-not-look',
    summary,
  });
}

/** Summaries are one line. */
function cutTo(text: string, length: number): string {
  const line = text.replace(/\s*\n\s*/gu, ' ');
  return line.length <= length ? line : `${line.slice(0, length - 1)}…`;
}
