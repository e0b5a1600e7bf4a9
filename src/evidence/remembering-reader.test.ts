import { describe, expect, it } from 'vitest';
import { fakeClock } from '../../test/support/store.ts';
import { ClusterError, type ClusterReader } from '../ports/cluster.ts';
import { rememberingReader } from './remembering-reader.ts';

const ref = (name: string) => ({ apiVersion: 'v1', kind: 'Pod', namespace: 'shop', name });

/** Counts what it is asked; the first answers may fail. */
function counted(failures = 0) {
  const asked: string[] = [];
  const cluster: ClusterReader = {
    async get({ name }) {
      asked.push(name);
      if (asked.length <= failures) throw new ClusterError('unreachable', 'away');
      return undefined;
    },
    list: async () => ({ items: [], truncated: false }),
    logs: async () => '',
  };
  const clock = fakeClock();
  return { asked, clock, reader: rememberingReader(cluster, { clock, milliseconds: 1_000, most: 2 }) };
}

describe('a reader that remembers for a while', () => {
  it('asks once for what several want at once', async () => {
    const { asked, reader } = counted();
    await Promise.all([reader.get(ref('a')), reader.get(ref('a')), reader.get(ref('b'))]);
    expect(asked).toEqual(['a', 'b']);
  });

  it('asks again when the answer is old', async () => {
    const { asked, clock, reader } = counted();
    await reader.get(ref('a'));
    clock.advance(1_000);
    await reader.get(ref('a'));
    expect(asked).toEqual(['a', 'a']);
  });

  it('remembers no failure', async () => {
    const { asked, reader } = counted(1);
    await expect(reader.get(ref('a'))).rejects.toThrow(ClusterError);
    await reader.get(ref('a'));
    expect(asked).toEqual(['a', 'a']);
  });

  it('keeps no more answers than told', async () => {
    const { asked, reader } = counted();
    for (const name of ['a', 'b', 'c', 'a']) await reader.get(ref(name));
    expect(asked).toEqual(['a', 'b', 'c', 'a']);
  });
});
