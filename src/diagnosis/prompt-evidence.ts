import type { EvidenceItem, EvidenceKind } from '../domain/evidence.ts';
import { refText } from '../domain/objects.ts';

/** An item as a model sees it: one line of JSON. */
export interface EvidenceLine {
  readonly id: string;
  readonly kind: EvidenceKind;
  readonly object: string;
  readonly trust: EvidenceItem['trust'];
  readonly status?: 'could-not-look';
  readonly summary: string;
  readonly detail?: string;
  /** Characters of the detail that are left out. */
  readonly cut?: number;
}

export interface FittedEvidence {
  readonly lines: readonly EvidenceLine[];
  /** Ids whose detail was shortened. */
  readonly shortened: readonly string[];
  /** Ids that found no room at all. */
  readonly omitted: readonly string[];
}

/** What tells most in the fewest characters comes first; logs and events are long and repeat themselves. */
const order: readonly EvidenceKind[] = [
  'alert',
  'workload',
  'pod',
  'job',
  'cronjob',
  'service',
  'endpoints',
  'namespace',
  'rollout',
  'log',
  'event',
  'metric',
  'usage',
  'ingress',
  'certificate',
  'network-policy',
  'autoscaler',
  'budget',
  'quota',
  'storage',
  'account',
  'webhook',
  'control-plane',
  'node',
  'runbook',
];

const detailCap = 4_000;

/** Chooses what fits into so many characters: cited items first, then by kind; every cut is named. */
export function fitEvidence(
  items: readonly EvidenceItem[],
  options: { readonly cited: ReadonlySet<string>; readonly maxCharacters: number },
): FittedEvidence {
  const rank = (item: EvidenceItem): number => (options.cited.has(item.id) ? -1 : order.indexOf(item.kind));
  const byImportance = [...items].sort((a, b) => rank(a) - rank(b));
  const fitted = new Map<string, EvidenceLine>();
  let room = options.maxCharacters;
  // Every summary before any detail: a line about each object tells more than one whole log.
  for (const item of byImportance) {
    const line = withDetail(item, 0);
    if (sizeOf(line) > room) continue;
    fitted.set(item.id, line);
    room -= sizeOf(line);
  }
  for (const item of byImportance) {
    const bare = fitted.get(item.id);
    if (bare === undefined || item.detail === undefined) continue;
    const line = fullest(item, room + sizeOf(bare));
    fitted.set(item.id, line);
    room += sizeOf(bare) - sizeOf(line);
  }
  const lines = items.flatMap((item) => fitted.get(item.id) ?? []);
  return {
    lines,
    shortened: lines.filter((line) => line.cut !== undefined).map((line) => line.id),
    omitted: items.filter((item) => !fitted.has(item.id)).map((item) => item.id),
  };
}

/** The item with as much of its detail as so many characters hold; JSON may write one character as several. */
function fullest(item: EvidenceItem, room: number): EvidenceLine {
  let kept = Math.min(item.detail?.length ?? 0, detailCap, Math.max(room, 0));
  let line = withDetail(item, kept);
  while (kept > 0 && sizeOf(line) > room) {
    kept = Math.max(0, Math.min(kept - 1, kept - (sizeOf(line) - room)));
    line = withDetail(item, kept);
  }
  return line;
}

function withDetail(item: EvidenceItem, kept: number): EvidenceLine {
  const whole = item.detail ?? '';
  const cut = (item.cut ?? 0) + whole.length - kept;
  // A log's end tells how it ended; anything else starts with what matters.
  const detail = item.kind === 'log' ? whole.slice(whole.length - kept) : whole.slice(0, kept);
  return {
    id: item.id,
    kind: item.kind,
    object: refText(item.ref),
    trust: item.trust,
    ...(item.status === 'could-not-look' ? { status: item.status } : {}),
    summary: item.summary,
    ...(detail === '' ? {} : { detail }),
    ...(cut === 0 ? {} : { cut }),
  };
}

function sizeOf(line: EvidenceLine): number {
  return JSON.stringify(line).length + 1;
}
