import type { EvidenceItem } from '../domain/evidence.ts';
import type { ObjectRef } from '../domain/objects.ts';
import { type ArchiveQuery, type LogArchive, LogArchiveError } from '../ports/log-archive.ts';
import type { CollectorContext, Observation } from './collector.ts';
import { foldLog } from './text/fold-log.ts';

export interface ArchiveLook {
  readonly archive: LogArchive;
  /** Around when the alerts began to fire: what a pod wrote before it was gone. */
  readonly from: Date;
  readonly to: Date;
  readonly signal: AbortSignal;
}

const sourceName = 'Loki';
const hour = 3_600_000;
const hoursBefore = 3;
const lines = 200;
const mostContainers = 4;
const mostCharacters = 3000;

/** How the archive is asked about these alerts; undefined where none is configured. */
export function archiveLook({
  archive,
  alerts,
  now,
  signal,
}: Pick<CollectorContext, 'archive' | 'alerts' | 'now' | 'signal'>): ArchiveLook | undefined {
  if (archive === undefined) return undefined;
  const starts = alerts
    .filter(({ status }) => status === 'firing')
    .map(({ startsAt }) => Date.parse(startsAt))
    .filter((start) => start <= now.getTime());
  const start = starts.length === 0 ? now.getTime() : Math.max(...starts);
  const to = new Date(Math.min(now.getTime(), start + hour));
  return { archive, from: new Date(start - hoursBefore * hour), to, signal };
}

/** The same, about one life of a container where its times are known. */
export function duringLife(
  look: ArchiveLook,
  life: { readonly startedAt?: string; readonly finishedAt?: string } | undefined,
): ArchiveLook {
  const finished = Date.parse(life?.finishedAt ?? '');
  if (Number.isNaN(finished)) return look;
  // Kubernetes gives whole seconds.
  const to = finished + 1000;
  const started = Date.parse(life?.startedAt ?? '');
  const earliest = to - hoursBefore * hour;
  return {
    ...look,
    from: new Date(Number.isNaN(started) ? earliest : Math.max(started, earliest)),
    to: new Date(to),
  };
}

/**
 * What the archive holds of them, an item a container; none where it holds nothing. Workloads wrote it, and whoever may
 * push to the archive: data, never instruction.
 */
export async function archivedLogs(
  ref: ObjectRef,
  of: ArchiveQuery['of'],
  { archive, from, to, signal }: ArchiveLook,
): Promise<readonly Observation[]> {
  const namespace = ref.namespace ?? '';
  const source = `${sourceName}, logs of ${ref.kind} ${namespace}/${ref.name} from ${from.toISOString()} to ${to.toISOString()}`;
  const item = { kind: 'log', ref, source, trust: 'untrusted' } as const;
  try {
    const logs = await archive.read({ namespace, of, from, to, lines }, signal);
    return logs
      .filter(({ text }) => text.trim() !== '')
      .slice(0, mostContainers)
      .map(({ pod, container, text }) => ({
        ...item,
        status: 'seen',
        summary: `log of container ${container} in Pod ${namespace}/${pod}, kept by ${sourceName}: no kubelet has it`,
        detail: text,
        condense: (redacted) => foldLog(redacted, mostCharacters),
      }));
  } catch (error) {
    if (!(error instanceof LogArchiveError)) throw error;
    return [{ ...item, status: 'could-not-look', summary: `could not look (log archive): ${source}` }];
  }
}

/** Whoever may push to the archive can write it in any pod's name: rules conclude nothing from it. */
export function isArchived({ kind, source }: Pick<EvidenceItem, 'kind' | 'source'>): boolean {
  return kind === 'log' && source.startsWith(`${sourceName}, `);
}
