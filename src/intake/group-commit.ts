/** More waits than may wait: whoever comes now has to come again. */
export class QueueFullError extends Error {
  constructor() {
    super('more waits to be stored than is taken in at once');
    this.name = 'QueueFullError';
  }
}

export interface GroupCommitOptions<Item, Result> {
  /** Stores all of them or none, and resolves when they are on disk; one result an item, in order. */
  readonly commit: (items: readonly Item[]) => Promise<readonly Result[]>;
  /** In the unit of the two bounds. */
  readonly sizeOf: (item: Item) => number;
  /** The most that one commit takes; a single item may be larger. */
  readonly largestGroup: number;
  /** The most that may wait; beyond it items are refused with `QueueFullError`. */
  readonly mostWaiting: number;
}

interface Waiting<Item, Result> {
  readonly item: Item;
  readonly size: number;
  readonly resolve: (result: Result) => void;
  readonly reject: (cause: unknown) => void;
}

/**
 * Lets those who come while a commit is under way share the next one, in the order in which they came: one write to
 * disk then serves many. Where a group fails each of it is tried alone, so that one bad item costs nobody else.
 */
export function groupCommits<Item, Result>(
  options: GroupCommitOptions<Item, Result>,
): (item: Item) => Promise<Result> {
  const waiting: Waiting<Item, Result>[] = [];
  let waitingSize = 0;
  let busy = false;

  const drain = async () => {
    busy = true;
    while (waiting.length > 0) {
      await turnOfTheLoop();
      const group = waiting.splice(0, groupLength(waiting, options.largestGroup));
      await settle(group, options.commit);
      for (const { size } of group) waitingSize -= size;
    }
    busy = false;
  };

  return (item) => {
    const size = options.sizeOf(item);
    if (waitingSize > 0 && waitingSize + size > options.mostWaiting) {
      return Promise.reject(new QueueFullError());
    }
    waitingSize += size;
    const result = new Promise<Result>((resolve, reject) => {
      waiting.push({ item, size, resolve, reject });
    });
    if (!busy) void drain();
    return result;
  };
}

/** The embedded store commits without giving way: what came meanwhile lies unread in its sockets until a turn of the loop. */
function turnOfTheLoop(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

function groupLength(waiting: readonly { readonly size: number }[], largest: number): number {
  let size = 0;
  const end = waiting.findIndex((each) => {
    size += each.size;
    return size > largest;
  });
  return end < 0 ? waiting.length : Math.max(end, 1);
}

async function settle<Item, Result>(
  group: readonly Waiting<Item, Result>[],
  commit: GroupCommitOptions<Item, Result>['commit'],
): Promise<void> {
  try {
    const results = await commit(group.map(({ item }) => item));
    for (const [index, { resolve, reject }] of group.entries()) {
      if (index < results.length) resolve(results[index] as Result);
      else reject(new Error('a commit answered for fewer items than it was given'));
    }
  } catch (cause) {
    if (group.length === 1) group[0]?.reject(cause);
    else for (const each of group) await settle([each], commit);
  }
}
