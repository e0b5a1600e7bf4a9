import { z } from 'zod';
import { apiUrl } from '../adapters/alertmanager/alertmanager-source.ts';
import { getJson, HttpJsonError, postJson } from '../adapters/http-json.ts';
import { ownAlertLabel } from '../domain/alert.ts';
import type { Clock } from '../ports/clock.ts';
import type { Check } from './check.ts';

/** Tells one test from the next; nothing but doctor sets it. */
const idLabel = 'firebreak_test';
/** A route may wait `group_wait` first, 30 s unless set. */
const patienceMilliseconds = 120_000;
const lookMilliseconds = 500;
/** Where doctor is killed, Alertmanager ends the alert by itself. */
const endsAfterMilliseconds = 10 * 60_000;
const timeoutMilliseconds = 5_000;

export interface TestAlertPorts {
  readonly clock: Clock;
  readonly wait: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  /** Whether the webhook answers where doctor runs. */
  readonly listens: () => Promise<boolean>;
  /** Whether the service has recorded the alert with this label; undefined where doctor does not see its store. */
  readonly hasRecorded: ((label: string, value: string) => Promise<boolean>) | undefined;
  readonly patience?: number;
}

/** As Alertmanager lists it: who gets the alert, and whether a silence or an inhibition keeps it from them. */
const held = z.array(
  z.object({
    receivers: z.array(z.object({ name: z.string() })),
    status: z.object({ state: z.string() }),
  }),
);

/**
 * Sends an alert the whole way: into each Alertmanager, by its routes to our webhook, into the store, where its label
 * makes it a record and nothing else. Ends it again.
 */
export async function checkTestAlert(
  urls: readonly string[] | undefined,
  labels: Readonly<Record<string, string>>,
  ports: TestAlertPorts,
  signal: AbortSignal,
): Promise<readonly Check[]> {
  const name = 'test alert';
  if (urls === undefined)
    return [
      { name, status: 'finding', message: 'there is nothing to send it to', mend: 'set ALERTMANAGER_URL' },
    ];
  if (!(await ports.listens()))
    return [{ name, status: 'finding', message: 'no service listens here for it', mend: 'start it first' }];
  if (ports.hasRecorded === undefined) {
    const mend = 'run doctor beside the service, with its FIREBREAK_DATA_DIR';
    return [{ name, status: 'finding', message: 'nobody here can see whether it arrives', mend }];
  }
  const { hasRecorded } = ports;
  const at = ports.clock.now().toISOString();
  return Promise.all(
    urls.map((url, index) => sendOne(url, `${at} ${index + 1}`, labels, { ...ports, hasRecorded }, signal)),
  );
}

type SeeingPorts = TestAlertPorts & { readonly hasRecorded: NonNullable<TestAlertPorts['hasRecorded']> };

async function sendOne(
  base: string,
  id: string,
  more: Readonly<Record<string, string>>,
  ports: SeeingPorts,
  signal: AbortSignal,
): Promise<Check> {
  const name = `test alert by ${new URL(base).host}`;
  const started = ports.clock.now().getTime();
  const post = (ends: number) =>
    postJson(apiUrl(base, 'alerts'), [alertOf(id, more, started, ends)], { timeoutMilliseconds });
  try {
    await post(started + endsAfterMilliseconds);
    try {
      const seconds = await arrival(id, started, ports, signal);
      if (seconds === undefined) return { name, ...(await whyNot(base, id, signal)) };
      return { name, status: 'ok', message: `arrived after ${seconds} s, and was recorded and no more` };
    } finally {
      await post(ports.clock.now().getTime());
    }
  } catch (cause) {
    if (!(cause instanceof HttpJsonError)) throw cause;
    return { name, status: 'unreachable', message: cause.message, mend: 'check ALERTMANAGER_URL' };
  }
}

function alertOf(id: string, more: Readonly<Record<string, string>>, started: number, ends: number): object {
  return {
    labels: { alertname: 'FirebreakTest', severity: 'none', ...more, [ownAlertLabel]: 'test', [idLabel]: id },
    annotations: { summary: 'Sent by firebreak doctor to see whether alerts arrive; nothing is wrong' },
    startsAt: new Date(started).toISOString(),
    endsAt: new Date(ends).toISOString(),
  };
}

/** Seconds until it was recorded; undefined where it was not. */
async function arrival(
  id: string,
  started: number,
  { clock, wait, hasRecorded, patience = patienceMilliseconds }: SeeingPorts,
  signal: AbortSignal,
): Promise<number | undefined> {
  for (;;) {
    const waited = clock.now().getTime() - started;
    if (await hasRecorded(idLabel, id)) return Math.round(waited / 1000);
    if (waited >= patience || signal.aborted) return undefined;
    await wait(lookMilliseconds, signal);
  }
}

/** What Alertmanager did with it, as far as it tells. */
async function whyNot(base: string, id: string, signal: AbortSignal): Promise<Omit<Check, 'name'>> {
  const url = apiUrl(base, 'alerts');
  url.searchParams.set('filter', `${idLabel}="${id}"`);
  const [alert] = await getJson(url, held, { timeoutMilliseconds, signal });
  if (alert === undefined)
    return {
      status: 'finding',
      message: 'did not arrive, and Alertmanager does not hold it',
      mend: 'compare the clocks of both: an alert that has ended is dropped',
    };
  if (alert.status.state === 'suppressed')
    return {
      status: 'finding',
      message: 'did not arrive: a silence or an inhibition holds it back',
      mend: `end the silence, or leave alerts with ${ownAlertLabel}="test" out of it`,
    };
  const receivers = alert.receivers.map((each) => each.name).join(', ');
  return {
    status: 'finding',
    message: `did not arrive: Alertmanager routes it to ${receivers}`,
    mend: `route ${ownAlertLabel}="test" to the receiver with our webhook; if that is the one, compare its url and token, and group_wait: Alertmanager's log says what it was answered. --test-label adds what your routes ask for`,
  };
}
