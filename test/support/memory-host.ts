import { createHash } from 'node:crypto';
import type { PullRequestContent, PullRequestStatus } from '../../src/domain/pull-request.ts';
import {
  RepositoryError,
  type RepositoryReader,
  type RepositoryWriter,
} from '../../src/ports/repository-host.ts';

interface Opened {
  readonly content: PullRequestContent;
  readonly status: PullRequestStatus;
}

/** Git's name for a text. */
export function blobSha(text: string): string {
  return createHash('sha1')
    .update(`blob ${Buffer.byteLength(text)}\0${text}`)
    .digest('hex');
}

/**
 * A repository host in memory, as strict as the port says: one pull request a branch, never reopened, and no file
 * written over what was not read.
 */
export function memoryHost(repository: string, given: Readonly<Record<string, string>>) {
  const files = new Map(Object.entries(given));
  const opened = new Map<string, Opened>();
  const host = {
    files,
    opened,
    calls: [] as string[],
    comments: [] as { readonly number: number; readonly marker: string; readonly body: string }[],
    facts: { isPublic: false, isArchived: false, defaultBranch: 'main' },
    /** Called before each answer; it may throw a `RepositoryError`, or let something happen in between. */
    before: async (_call: 'facts' | 'tree' | 'read' | 'find' | 'open' | 'comment'): Promise<void> => {},
    /** Called once what was asked for has happened, before the caller hears of it. */
    after: async (_call: 'open' | 'comment'): Promise<void> => {},
    pullRequests: (): readonly PullRequestStatus[] => [...opened.values()].map(({ status }) => status),
    /** What people do with the newest pull request. */
    change(change: Partial<PullRequestStatus>): void {
      const [branch, last] = [...opened].at(-1) ?? [];
      if (branch === undefined || last === undefined) throw new Error('there is no pull request');
      opened.set(branch, { ...last, status: { ...last.status, ...change } });
      if (change.state === 'merged')
        for (const { path, content } of last.content.files) files.set(path, content);
    },
  };
  const enter = async (call: Parameters<typeof host.before>[0], asked = repository) => {
    host.calls.push(call);
    await host.before(call);
    if (asked !== repository)
      throw new RepositoryError('not-found', `${asked} does not exist`, { status: 404 });
  };
  const reader: RepositoryReader = {
    async facts(asked) {
      await enter('facts', asked);
      return host.facts;
    },
    async tree(asked) {
      await enter('tree', asked);
      return {
        commit: 'c0ffee',
        files: new Map([...files].map(([path, text]) => [path, blobSha(text)])),
        async read(path) {
          await enter('read');
          return files.get(path);
        },
      };
    },
    async find(asked, branch) {
      await enter('find', asked);
      return opened.get(branch)?.status;
    },
  };
  const writer: RepositoryWriter = {
    async open(content) {
      await enter('open', content.repository);
      const known = opened.get(content.branch);
      if (known === undefined) {
        const stale = content.files.find(({ path, replaces }) => {
          const present = files.get(path);
          return replaces !== (present === undefined ? undefined : blobSha(present));
        });
        if (stale !== undefined)
          throw new RepositoryError('moved', `${stale.path} is no longer what was edited`);
        const number = opened.size + 1;
        const status: PullRequestStatus = {
          number,
          url: `https://github.example/${repository}/pull/${number}`,
          state: 'open',
          headCommit: 'beef',
          checks: 'none',
          reviews: 'none',
        };
        opened.set(content.branch, { content, status });
      }
      await host.after('open');
      const { status } = opened.get(content.branch) ?? {};
      if (status === undefined) throw new Error('it was opened');
      return status;
    },
    async comment(asked, number, marker, body) {
      await enter('comment', asked);
      if (!host.comments.some((each) => each.number === number && each.marker === marker)) {
        host.comments.push({ number, marker, body });
      }
      await host.after('comment');
    },
  };
  return Object.assign(host, { reader, writer });
}
