import { describe, expect, it } from 'vitest';
import { groupCommits, QueueFullError } from './group-commit.ts';

/** A store whose commits end when they are let go, and that refuses some items. */
function slowStore(refused: readonly string[] = []) {
  const groups: (readonly string[])[] = [];
  const gates: (() => void)[] = [];
  return {
    groups,
    /** Ends the commit under way, and lets those that wait begin theirs. */
    async letGo() {
      gates.shift()?.();
      await new Promise(setImmediate);
      await new Promise(setImmediate);
    },
    async commit(items: readonly string[]): Promise<readonly string[]> {
      groups.push(items);
      await new Promise<void>((resolve) => {
        gates.push(resolve);
      });
      if (items.some((item) => refused.includes(item))) throw new Error(`refused: ${items.join()}`);
      return items.map((item) => `stored ${item}`);
    },
  };
}

const sizes = { sizeOf: (item: string) => item.length, largestGroup: 100, mostWaiting: 1_000 };

describe('commits that several share', () => {
  it('take together what came while one was under way, in order, and answer each when its own is done', async () => {
    const store = slowStore();
    const put = groupCommits({ ...sizes, commit: (items) => store.commit(items) });
    const answered: string[] = [];
    const note = (answer: string) => answered.push(answer);
    const first = put('a').then(note);
    await new Promise(setImmediate);
    const others = [put('b').then(note), put('c').then(note)];
    expect(answered).toEqual([]);
    await store.letGo();
    await first;
    expect(answered).toEqual(['stored a']);
    await store.letGo();
    await Promise.all(others);
    expect(store.groups).toEqual([['a'], ['b', 'c']]);
    expect(answered).toEqual(['stored a', 'stored b', 'stored c']);
  });

  it('keep a bad item from costing the others theirs', async () => {
    const put = groupCommits({
      ...sizes,
      async commit(items: readonly string[]) {
        if (items.includes('bad')) throw new Error('cannot be stored');
        return items;
      },
    });
    const all = await Promise.allSettled([put('a'), put('bad'), put('b')]);
    expect(all.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });

  it('refuse everybody while the store is gone, and take the next again', async () => {
    let gone = true;
    const commit = async (items: readonly string[]) => {
      if (gone) throw new Error('the disk is full');
      return items;
    };
    const put = groupCommits({ ...sizes, commit });
    const refused = await Promise.allSettled([put('a'), put('b')]);
    expect(refused.every(({ status }) => status === 'rejected')).toBe(true);
    gone = false;
    await expect(put('c')).resolves.toBe('c');
  });

  it('stay below the largest group, save for one item that is larger by itself', async () => {
    const groups: (readonly string[])[] = [];
    const put = groupCommits({
      ...sizes,
      largestGroup: 4,
      async commit(items: readonly string[]) {
        groups.push(items);
        return items;
      },
    });
    await Promise.all(['aa', 'bb', 'c', 'larger', 'd'].map(put));
    expect(groups).toEqual([['aa', 'bb'], ['c'], ['larger'], ['d']]);
  });

  it('let no more wait than may wait', async () => {
    const store = slowStore();
    const put = groupCommits({ ...sizes, mostWaiting: 4, commit: (items) => store.commit(items) });
    const waiting = [put('aa'), put('bb')];
    await expect(put('c')).rejects.toThrow(QueueFullError);
    await new Promise(setImmediate);
    await store.letGo();
    await Promise.all(waiting);
    const next = put('too large, but alone');
    await new Promise(setImmediate);
    await store.letGo();
    await expect(next).resolves.toBe('stored too large, but alone');
  });
});
