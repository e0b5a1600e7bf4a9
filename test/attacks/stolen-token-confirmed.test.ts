import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { alertmanagerSource } from '../../src/adapters/alertmanager/alertmanager-source.ts';
import { AlertSourceError } from '../../src/ports/alert-source.ts';
import { type Alertmanager, startAlertmanager } from '../parts/alertmanager.ts';
import { partMissing } from '../parts/parts.ts';
import { freePort } from '../parts/ports.ts';
import { waitFor } from '../parts/wait.ts';
import { type Rig, startRig } from '../support/response-rig.ts';

const name = 'KubePodCrashLooping';
const labels = { alertname: name, deployment: 'web', namespace: 'cardboard' };
const bob = { kind: 'person', name: 'bob' } as const;

describe.skipIf(partMissing('alertmanager'))('a stolen webhook token beside a real Alertmanager', () => {
  let alertmanager: Alertmanager;
  let deadUrl: string;
  let rig: Rig;
  beforeAll(async () => {
    // Where it sends is of no matter: what the webhook is told comes from the test, as from a thief.
    deadUrl = `http://127.0.0.1:${await freePort()}`;
    alertmanager = await startAlertmanager({ webhookUrl: deadUrl });
  });
  afterAll(async () => alertmanager?.stop());
  beforeEach(async () => {
    rig = await rigAsking([alertmanager.url]);
  });
  afterEach(async () => {
    await rig.close();
    await ends();
  });

  const source = (urls: readonly string[]) => alertmanagerSource({ urls, timeoutMilliseconds: 5_000 });
  const rigAsking = (urls: readonly string[]) => startRig({ alertSource: source(urls) });
  const heldNow = async () => (await source([alertmanager.url]).firing([name])).length;

  async function fires() {
    await alertmanager.postAlerts([{ labels }]);
    await waitFor(async () => (await heldNow()) === 1, { what: 'Alertmanager to hold the alert' });
  }
  async function ends() {
    await alertmanager.postAlerts([{ labels, endsAt: new Date(Date.now() - 1_000).toISOString() }]);
    await waitFor(async () => (await heldNow()) === 0, { what: 'Alertmanager to drop the alert' });
  }

  it('takes one person for a change where Alertmanager holds the alert', async () => {
    await fires();
    await rig.notify(name);
    const waiting = await rig.reach('awaiting-approval');
    expect(waiting.alerts[0]?.confirmation?.state).toBe('confirmed');
    expect(waiting.proposal?.approvalsNeeded).toBe(1);
  });

  it('makes a forged alert take two people, and says why', async () => {
    await rig.notify(name);
    const waiting = await rig.reach('awaiting-approval');
    const verdicts = waiting.proposal?.steps[0]?.verdicts ?? [];
    expect(waiting.alerts[0]?.confirmation?.state).toBe('contradicted');
    expect(waiting.proposal?.approvalsNeeded).toBe(2);
    expect(verdicts.map(({ reason }) => reason)).toContain('approval.unconfirmed-alert');
    expect(await rig.ledger()).toContain('alert.contradicted');
  });

  it('goes back for a second person where an approved alert is borne out no more', async () => {
    await fires();
    await rig.notify(name);
    const waiting = await rig.reach('awaiting-approval');
    await ends();
    rig.clock.advance(60_000);
    await rig.decide(waiting);
    await rig.step();
    const back = await rig.reach('awaiting-approval');
    expect(back.proposal?.approvalsNeeded).toBe(2);
    expect(back.proposal?.changedSince).toContain('more people');
    expect(rig.limit()).not.toBe('512Mi');
    await rig.decide(back);
    await rig.decide(back, 'approve', bob);
    await rig.reach('verifying');
    expect(rig.limit()).toBe('512Mi');
  });

  it('cancels nothing by a forged end, and everything by a real one', async () => {
    await fires();
    await rig.notify(name);
    const waiting = await rig.reach('awaiting-approval');
    await rig.notify(name, { status: 'resolved' });
    await rig.step();
    const still = await rig.incident();
    expect(still.state).toBe('awaiting-approval');
    expect(still.alerts[0]).toMatchObject({ status: 'resolved', confirmation: { state: 'contradicted' } });
    expect(await rig.decide(waiting, 'deny')).toMatchObject({ ok: true });

    await rig.close();
    rig = await rigAsking([alertmanager.url]);
    await rig.notify(name);
    await rig.reach('awaiting-approval');
    await ends();
    await rig.notify(name, { status: 'resolved' });
    expect(await rig.reach('closed')).toMatchObject({ outcome: 'self-resolved' });
  });

  it('closes by itself, without another word, once Alertmanager has dropped an alert that was told too soon', async () => {
    await fires();
    await rig.notify(name);
    await rig.reach('awaiting-approval');
    await rig.notify(name, { status: 'resolved' });
    await rig.step();
    await ends();
    expect(await rig.reach('closed')).toMatchObject({ outcome: 'self-resolved' });
  });

  it('asks the one that is in reach, and believes nothing where none is', async () => {
    await fires();
    expect(await source([deadUrl, alertmanager.url]).firing([name])).toEqual([labels]);
    await expect(source([deadUrl]).firing([name])).rejects.toThrow(AlertSourceError);

    await rig.close();
    rig = await rigAsking([deadUrl]);
    await rig.notify(name);
    await rig.notify(name, { status: 'resolved' });
    const waiting = await rig.reach('awaiting-approval');
    expect(waiting.alerts[0]?.confirmation?.state).toBe('unconfirmed');
    expect(waiting.proposal?.approvalsNeeded).toBe(2);
  });

  it('asks for everything rather than by a name that a payload has made up', async () => {
    await fires();
    const made = '"} or {alertname=~".+';
    expect(await source([alertmanager.url]).firing([made])).toEqual([labels]);
    expect(await source([alertmanager.url]).firing(['KubeJobFailed'])).toEqual([]);
    expect(await source([`${alertmanager.url}/`]).firing([name])).toEqual([labels]);
  });
});
