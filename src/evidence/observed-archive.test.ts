import { expect, it } from 'vitest';
import { type ArchiveQuery, LogArchiveError } from '../ports/log-archive.ts';
import { observedArchive } from './observed-archive.ts';

const signal = new AbortController().signal;
const about = (pod: string): ArchiveQuery => ({
  namespace: 'shop',
  of: { pod },
  from: new Date('2026-03-04T02:00:00Z'),
  to: new Date('2026-03-04T02:30:00Z'),
  lines: 200,
});

it('asks the same question once, and no more questions than its budget', async () => {
  const asked: ArchiveQuery['of'][] = [];
  const archive = observedArchive({ read: async ({ of }) => (asked.push(of), []) }, 2);

  await Promise.all(['a', 'a', 'b', 'a'].map((pod) => archive.read(about(pod), signal)));

  await expect(archive.read(about('c'), signal)).rejects.toBeInstanceOf(LogArchiveError);
  expect(await archive.read(about('b'), signal)).toEqual([]);
  expect(asked).toEqual([{ pod: 'a' }, { pod: 'b' }]);
});
