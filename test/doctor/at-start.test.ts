import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { examineAtStart } from '../../src/compose/examine-at-start.ts';
import { loadConfig } from '../../src/config.ts';
import { healthySetUp, type SetUp } from './healthy-set-up.ts';

let setUp: SetUp;
beforeEach(async () => {
  setUp = await healthySetUp();
});
afterEach(() => setUp.stop());

/** What the log of a start says; pino's 40 is a warning. */
async function logged(signal: AbortSignal = new AbortController().signal) {
  const lines: Readonly<Record<string, unknown>>[] = [];
  const logger = pino({ base: null }, { write: (line: string) => lines.push(JSON.parse(line)) });
  const { environment } = setUp;
  await examineAtStart(loadConfig(environment, undefined), { environment, signal, logger, delay: 0 });
  return lines;
}

describe('doctor at the start of the service', () => {
  it('says that it has looked, and nothing else of a healthy set-up', async () => {
    expect(await logged()).toMatchObject([{ level: 30, msg: 'doctor has looked', findings: 0 }]);
  });

  it('warns of what is wrong or does not answer, with the mend', async () => {
    setUp.environment['PROMETHEUS_URL'] = 'http://127.0.0.1:1';
    setUp.environment['FIREBREAK_HOST'] = '0.0.0.0';
    delete setUp.environment['FIREBREAK_WEBHOOK_TOKEN'];

    const lines = await logged();

    expect(lines).toMatchObject([
      { level: 40, check: 'webhook', status: 'finding', mend: expect.any(String) as string },
      { level: 40, check: 'prometheus', status: 'unreachable', mend: expect.any(String) as string },
      { level: 30, findings: 2 },
    ]);
  });

  it('says what keeps messages from Slack, with the mend', async () => {
    setUp.slack.state.channel.isMember = false;

    expect(await logged()).toMatchObject([
      { level: 40, msg: expect.stringContaining('not in #') as string, mend: expect.any(String) as string },
      { level: 30, findings: 1 },
    ]);
  });

  it('asks no model, since a pod may start often', async () => {
    await logged();
    expect(setUp.model.requests).toEqual([]);
  });

  it('is quiet once the service stops', async () => {
    expect(await logged(AbortSignal.abort())).toEqual([]);
  });
});
