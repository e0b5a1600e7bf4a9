import { describe, expect, it } from 'vitest';
import { parsePayload } from './payload.ts';

const alert = {
  status: 'firing',
  labels: { alertname: 'KubePodCrashLooping', namespace: 'cardboard' },
  annotations: { summary: 'crash loop' },
  startsAt: '2026-03-04T02:00:00.123456789Z',
  endsAt: '0001-01-01T00:00:00Z',
  generatorURL: 'http://prometheus/graph',
  fingerprint: 'a1b2c3d4e5f60718',
};
const payload = {
  version: '4',
  groupKey: '{}:{alertname="KubePodCrashLooping"}',
  truncatedAlerts: 3,
  status: 'firing',
  receiver: 'firebreak',
  groupLabels: {},
  commonLabels: {},
  commonAnnotations: {},
  externalURL: 'http://alertmanager',
  alerts: [alert],
};

function parsed(input: unknown) {
  const result = parsePayload(input);
  if ('invalid' in result) throw new Error(result.invalid);
  return result;
}

describe('reading a webhook payload', () => {
  it('reads what Alertmanager sends', () => {
    const result = parsed(payload);
    expect(result).toMatchObject({ groupKey: payload.groupKey, truncatedAlerts: 3, rejected: [] });
    expect(result.alerts[0]).toMatchObject({ fingerprint: 'a1b2c3d4e5f60718', status: 'firing' });
    expect(result.alerts[0]).not.toHaveProperty('endsAt');
  });

  it("reads Grafana's superset of it", () => {
    const grafana = {
      ...payload,
      version: '1',
      orgId: 1,
      title: '[FIRING:1]',
      state: 'alerting',
      message: '…',
      alerts: [
        {
          ...alert,
          values: { A: 1 },
          valueString: '…',
          dashboardURL: '',
          panelURL: '',
          silenceURL: 'http://g',
        },
      ],
    };
    expect(parsed(grafana).alerts).toHaveLength(1);
  });

  it('keeps the good alerts of a batch with a bad one, and says what is wrong with that one', () => {
    const result = parsed({ ...payload, alerts: [alert, { status: 'on fire' }, alert] });
    expect(result.alerts).toHaveLength(2);
    expect(result.rejected).toEqual([
      { index: 1, reason: expect.stringContaining('alerts[1].status') as string },
    ]);
  });

  it('cuts words that are too many between two of them, and keeps the alert', () => {
    const wordy = { ...alert, annotations: { summary: 'crash loop', dump: 'some words '.repeat(10_000) } };
    const [kept] = parsed({ ...payload, alerts: [wordy] }).alerts;
    expect(kept?.annotations).toMatchObject({
      summary: 'crash loop',
      dump: expect.stringMatching(/^some words .* (?:some|words)…$/u) as string,
    });
    expect(kept?.annotations['dump']?.length).toBeLessThanOrEqual(32_768);
  });

  it('keeps nothing of a single word that is too long: its half could be that of a secret', () => {
    const [kept] = parsed({
      ...payload,
      alerts: [{ ...alert, annotations: { dump: 'x'.repeat(40_000) } }],
    }).alerts;
    expect(kept?.annotations).toEqual({ dump: '…' });
  });

  it('keeps so many annotations and leaves the rest', () => {
    const annotations = Object.fromEntries(Array.from({ length: 200 }, (_each, index) => [`a${index}`, 'x']));
    const [kept] = parsed({ ...payload, alerts: [{ ...alert, annotations }] }).alerts;
    expect(Object.keys(kept?.annotations ?? {})).toHaveLength(128);
  });

  it.each(['', 'soon'])('takes %j for the end as no end that it knows', (endsAt) => {
    const [ended] = parsed({ ...payload, alerts: [{ ...alert, status: 'resolved', endsAt }] }).alerts;
    expect(ended).toMatchObject({ status: 'resolved' });
    expect(ended).not.toHaveProperty('endsAt');
  });

  it('names an alert without a fingerprint by its labels', () => {
    const { fingerprint: _none, ...anonymous } = alert;
    const [one] = parsed({ ...payload, alerts: [anonymous] }).alerts;
    const [same] = parsed({
      ...payload,
      alerts: [{ ...anonymous, labels: { namespace: 'cardboard', alertname: 'KubePodCrashLooping' } }],
    }).alerts;
    expect(one?.fingerprint).toBe(same?.fingerprint);
  });

  it.each([
    ['not an object', 'text'],
    ['no alerts', { ...payload, alerts: undefined }],
    ['an unknown version', { ...payload, version: '3' }],
    ['only alerts that can never be stored', { ...payload, alerts: [{ status: 'firing' }] }],
  ])('says why it can never store %s', (_what, input) => {
    expect(parsePayload(input)).toEqual({ invalid: expect.stringMatching(/payload|alerts/u) as string });
  });
});
