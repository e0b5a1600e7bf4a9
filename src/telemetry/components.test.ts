import { pino } from 'pino';
import { expect, it } from 'vitest';
import { fakeClock } from '../../test/support/store.ts';
import type { AlertSource } from '../ports/alert-source.ts';
import { ClusterError, type ClusterReader } from '../ports/cluster.ts';
import { type Model, ModelError } from '../ports/model.ts';
import { createComponents } from './components.ts';
import { watchAlertSource, watchModel, watchReader } from './watch-components.ts';

const clock = fakeClock();
const never = new AbortController().signal;
const create = () => createComponents({ clock, logger: pino({ level: 'silent' }) });
const namespace = { apiVersion: 'v1', kind: 'Namespace', name: 'default' };

function readerThat(code: () => ClusterError['code'] | undefined): ClusterReader {
  const answer = async (): Promise<never> => {
    throw new ClusterError(code() ?? 'not-found', 'no');
  };
  return { get: answer, list: answer, logs: answer };
}

it('tells of a part that failed twice in a row, since the first time, until it works again', () => {
  const components = create();
  const since = clock.now().toISOString();
  components.failed('chat', 'ratelimited');
  expect(components.degraded()).toEqual([]);
  clock.advance(60_000);
  components.failed('chat', 'timeout');
  expect(components.degraded()).toEqual([{ component: 'chat', since, reason: 'timeout' }]);
  components.worked('chat');
  components.failed('chat', 'timeout');
  expect(components.degraded()).toEqual([]);
});

it.each(['unreachable', 'timeout', 'server-error', 'unauthorized', 'too-many-requests'] as const)(
  'takes the API server for degraded on %s',
  async (code) => {
    const components = create();
    const reader = watchReader(
      readerThat(() => code),
      components,
    );
    await expect(reader.get(namespace)).rejects.toMatchObject({ code });
    await expect(reader.list({ apiVersion: 'v1', kind: 'Pod' })).rejects.toMatchObject({ code });
    expect(components.degraded()).toMatchObject([{ component: 'kubernetes-api', reason: code }]);
  },
);

it('takes a refusal by the API server for an answer, and a log for the word of a kubelet', async () => {
  const components = create();
  let code: ClusterError['code'] = 'unreachable';
  const reader = watchReader(
    readerThat(() => code),
    components,
  );
  for (let time = 0; time < 2; time += 1) await expect(reader.get(namespace)).rejects.toThrow();
  const log = { namespace: 'a', pod: 'p', container: 'c', previous: false, tailLines: 1, limitBytes: 1 };
  code = 'forbidden';
  await expect(reader.logs(log)).rejects.toThrow();
  expect(components.degraded()).toHaveLength(1);
  await expect(reader.get(namespace)).rejects.toMatchObject({ code: 'forbidden' });
  expect(components.degraded()).toEqual([]);
});

it('names each model, and does not blame it for a request that is wrong or was given up', async () => {
  const components = create();
  let code: ModelError['code'] = 'invalid-request';
  const model: Model = {
    name: 'litellm:fast',
    complete: async () => {
      throw new ModelError(code, 'no');
    },
  };
  const ask = (signal = never) =>
    watchModel(model, components).complete({ messages: [], tools: [], maxOutputTokens: 1 }, signal);
  for (let time = 0; time < 2; time += 1) await expect(ask()).rejects.toThrow();
  code = 'timeout';
  for (let time = 0; time < 2; time += 1) await expect(ask(AbortSignal.abort())).rejects.toThrow();
  expect(components.degraded()).toEqual([]);
  for (let time = 0; time < 2; time += 1) await expect(ask()).rejects.toThrow();
  expect(components.degraded()).toMatchObject([{ component: 'model litellm:fast', reason: 'timeout' }]);
});

it('watches who sends alerts', async () => {
  const components = create();
  const away: AlertSource = {
    firing: async () => {
      throw new Error('away');
    },
  };
  const source = watchAlertSource(away, components);
  for (let time = 0; time < 2; time += 1) await expect(source.firing([])).rejects.toThrow();
  expect(components.degraded()).toMatchObject([{ component: 'alertmanager', reason: 'no-answer' }]);
});
