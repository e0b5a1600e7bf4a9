import type { EvidenceItem } from '../../src/domain/evidence.ts';
import type { Incident } from '../../src/domain/incident.ts';
import { appendToLedger } from '../../src/ledger/append.ts';
import { rowOf } from '../../src/store/incidents.ts';
import { inBatches } from '../../src/store/in-batches.ts';
import { openStore } from '../../src/store/sqlite.ts';
import { fixedScraper, oomScraper, oomScraperLedger } from '../pages/incidents/oom-scraper.ts';

export interface StoredIncidents {
  readonly incidents: number;
  /** Of them, how many wait for people; the rest is closed. */
  readonly waiting: number;
}

const alertsEach = 3;
/** As much evidence as an incident of an application with a database has. */
const evidenceEach = 30;
const logLine = '2026-03-04T02:10:11Z WARNING heap at 246 MiB of 256 MiB, 48211 price rows in memory\n';

/** Fills the store of a data folder with incidents as large as real ones, with their alerts and ledger entries. */
export async function storeIncidents(
  dataDir: string,
  { incidents, waiting }: StoredIncidents,
): Promise<void> {
  const store = await openStore(dataDir);
  const timeOf = (index: number) => new Date(Date.now() - (incidents - index) * 60_000);
  const numbers = Array.from({ length: incidents }, (_, index) => index);
  for (const batch of inBatches(numbers)) {
    await store.db.transaction().execute(async (transaction) => {
      for (const index of batch) {
        const at = timeOf(index).toISOString();
        const isWaiting = index >= incidents - waiting;
        const incident = incidentOf(index, isWaiting);
        const { id, key, cluster } = incident;
        const times = { opened_at: at, updated_at: at, closed_at: isWaiting ? null : at, due_at: null };
        await transaction
          .insertInto('incidents')
          .values({ ...rowOf(incident), ...times, id, key, cluster })
          .execute();
        const alerts = Array.from({ length: alertsEach }, (_, each) => alertRow(id, `${index}-${each}`, at));
        await transaction.insertInto('alerts').values(alerts).execute();
        const events = oomScraperLedger.map(({ type, actor, payload }) => ({
          type,
          actor,
          incident: id,
          payload,
        }));
        await appendToLedger(transaction, events, timeOf(index));
      }
    });
  }
  await store.close();
}

function alertRow(incident: string, fingerprint: string, at: string) {
  const labels = { alertname: 'PodCrashLoopBackOff', namespace: 'cardboard', severity: 'critical' };
  return {
    fingerprint,
    status: 'firing',
    starts_at: at,
    ends_at: null,
    labels: JSON.stringify(labels),
    annotations: JSON.stringify({ summary: 'Pod price-scraper-7c9f6d5b8-x2vqm is restarting' }),
    generator_url: null,
    confirmation: null,
    group_key: '{}:{alertname="PodCrashLoopBackOff"}',
    truncated: 0,
    handling: 'incident',
    incident_id: incident,
    received_at: at,
    updated_at: at,
    due_at: null,
    attempts: 0,
  };
}

function incidentOf(index: number, isWaiting: boolean): Incident {
  const base = isWaiting ? oomScraper : fixedScraper;
  const number = String(index).padStart(6, '0');
  const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
  return {
    ...base,
    id: `inc_${number}`,
    key: `apps/Deployment/cardboard/app-${number}`,
    title: `app-${number} is OOM-killed again and again`,
    evidence: Array.from({ length: evidenceEach }, (_, each) => evidenceOf(each)),
    ...(base.proposal === undefined ? {} : { proposal: { ...base.proposal, expiresAt } }),
  };
}

function evidenceOf(index: number): EvidenceItem {
  const [known] = oomScraper.evidence;
  if (known === undefined) throw new Error('the scraper has evidence');
  return { ...known, id: `ev_${index + 1}`, detail: logLine.repeat(index % 10 === 0 ? 40 : 4) };
}
