import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Alertmanager, startAlertmanager } from '../../test/parts/alertmanager.ts';
import { partMissing } from '../../test/parts/parts.ts';
import { freePort } from '../../test/parts/ports.ts';
import { checkAlertmanagers } from './check-alertmanager.ts';

const never = new AbortController().signal;
const check = async (...urls: readonly string[]) => checkAlertmanagers(urls, never);

describe('what doctor says of Alertmanager', () => {
  it('says that the webhook alone is believed where none is configured', async () => {
    expect(await checkAlertmanagers(undefined, never)).toMatchObject([{ status: 'note' }]);
  });

  it('says which one is out of reach, without its password', async () => {
    const [found] = await check(`http://user:hunter2@127.0.0.1:${await freePort()}`);
    expect(found?.status).toBe('unreachable');
    expect(JSON.stringify(found)).not.toContain('hunter2');
  });

  describe.skipIf(partMissing('alertmanager'))('of a real one', () => {
    let here: Alertmanager;
    let elsewhere: Alertmanager;
    beforeAll(async () => {
      here = await startAlertmanager({ webhookUrl: 'http://127.0.0.1:9/webhook/alertmanager' });
      elsewhere = await startAlertmanager({ webhookUrl: 'http://127.0.0.1:9/other' });
    });
    afterAll(async () => {
      await here?.stop();
      await elsewhere?.stop();
    });

    it('says whether a receiver sends here, as far as it shows its addresses', async () => {
      const [one, other] = await check(here.url, elsewhere.url);
      const masked = one?.status === 'note';
      expect([one?.status, other?.status]).toEqual(masked ? ['note', 'note'] : ['ok', 'finding']);
      expect(one?.message).toMatch(/^version \d/u);
    });
  });
});
