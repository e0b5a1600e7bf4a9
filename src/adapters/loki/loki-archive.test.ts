import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { type ArchiveQuery, LogArchiveError } from '../../ports/log-archive.ts';
import type { LokiOptions } from './ask-loki.ts';
import { lokiArchive } from './loki-archive.ts';

const never = new AbortController().signal;
const query: ArchiveQuery = {
  namespace: 'shop',
  of: { pod: 'web-0', container: 'web' },
  from: new Date('2026-03-04T02:00:00Z'),
  to: new Date('2026-03-04T02:30:00Z'),
  lines: 200,
};
const asked: { readonly url: URL; readonly headers: IncomingMessage['headers'] }[] = [];
let server: Server | undefined;

/** Refuses what Loki refuses: other selectors than plain ones, times that are no nanoseconds, other parameters. */
function refusal({ pathname, searchParams }: URL): string | undefined {
  if (pathname !== '/loki/api/v1/query_range') return 'page not found';
  const matcher = String.raw`(?:namespace|pod|container)=~?"[^"\\]*"`;
  if (!new RegExp(`^\\{${matcher}(?:,${matcher})*\\}$`, 'u').test(searchParams.get('query') ?? ''))
    return 'parse error at line 1';
  const [start, end] = ['start', 'end'].map((name) => searchParams.get(name) ?? '');
  if (![start, end].every((time) => /^\d{19}$/u.test(time ?? ''))) return 'could not parse time';
  if (BigInt(end ?? 0) <= BigInt(start ?? 0)) return 'end timestamp must not be before start time';
  if (!/^[1-9]\d{0,3}$/u.test(searchParams.get('limit') ?? '')) return 'max entries limit per query exceeded';
  return searchParams.get('direction') === 'backward' ? undefined : 'invalid direction';
}

const streams = (...result: readonly unknown[]) => ({
  status: 'success',
  data: { resultType: 'streams', result, stats: {} },
});

async function lokiAnswering(answer: unknown, options: Partial<LokiOptions> & { status?: number } = {}) {
  const { status = 200, url, ...rest } = options;
  asked.length = 0;
  server = createServer((request, response) => {
    const at = new URL(request.url ?? '', 'http://loki');
    asked.push({ url: at, headers: request.headers });
    const refused = refusal(at);
    if (refused !== undefined) return response.writeHead(400).end(refused);
    return response
      .writeHead(status, { 'content-type': 'application/json', location: '/elsewhere' })
      .end(typeof answer === 'string' ? answer : JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const address = `${url ?? 'http://'}127.0.0.1:${port}/`;
  return lokiArchive({ url: address, timeoutMilliseconds: 5_000, ...rest });
}

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

describe('a Loki', () => {
  it('is asked for the newest lines of one container within a time', async () => {
    const archive = await lokiAnswering(streams());

    expect(await archive.read(query, never)).toEqual([]);
    expect(Object.fromEntries(asked[0]?.url.searchParams ?? [])).toEqual({
      query: '{namespace="shop",pod="web-0",container="web"}',
      start: '1772589600000000000',
      end: '1772591400000000000',
      limit: '200',
      direction: 'backward',
    });
  });

  it('is asked for the pods of a Job by the names that Kubernetes gives them', async () => {
    const archive = await lokiAnswering(streams());
    await archive.read({ ...query, of: { job: 'nightly.backup' } }, never);

    const selector = asked[0]?.url.searchParams.get('query') ?? '';
    const pattern = /pod=~"(?<pattern>[^"]+)"/u.exec(selector)?.groups?.['pattern'] ?? '';
    const matches = (pod: string) => new RegExp(`^(?:${pattern})$`, 'u').test(pod);
    expect(['nightly.backup-x2x4z', 'nightly.backup-3-x2x4z'].map(matches)).toEqual([true, true]);
    expect(
      ['nightly.backup', 'nightly-backup-x2x4z', 'nightly.backup-x2x4z-b', 'nightly.backup-aaaaa'].map(
        matches,
      ),
    ).toEqual([false, false, false, false]);
  });

  it.each([
    ['a pod', { of: { pod: 'web-0"} or {namespace="kube-system' } }],
    ['a Job', { of: { job: '.*' } }],
    ['a container', { of: { pod: 'web-0', container: 'a"}' } }],
    ['a namespace', { namespace: 'shop",app=~".+' }],
  ] as const)('is not asked about %s whose name would mean something in a query', async (_what, part) => {
    const archive = await lokiAnswering(streams());
    await expect(archive.read({ ...query, ...part }, never)).rejects.toBeInstanceOf(LogArchiveError);
    expect(asked).toEqual([]);
  });

  it('gives the streams of a container together, oldest line first', async () => {
    const stream = (output: string) => ({
      namespace: 'shop',
      pod: 'web-0',
      container: 'web',
      stream: output,
    });
    const archive = await lokiAnswering(
      streams(
        {
          stream: stream('stdout'),
          values: [
            ['1772591400000000003', 'third'],
            ['1772591400000000001', 'first'],
          ],
        },
        { stream: stream('stderr'), values: [['1772591400000000002', 'second', { trace_id: 'a' }]] },
      ),
    );

    expect(await archive.read(query, never)).toEqual([
      { pod: 'web-0', container: 'web', text: 'first\nsecond\nthird' },
    ]);
  });

  it('gives whole lines, the newest, of a log that is too long', async () => {
    const values = ['z', 'y', 'x'].map((line, index) => [`${9 - index}`, line.repeat(30_000)]);
    const archive = await lokiAnswering(streams({ stream: { pod: 'web-0', container: 'web' }, values }));

    const [log] = await archive.read(query, never);
    expect(log?.text).toBe(`${'y'.repeat(30_000)}\n${'z'.repeat(30_000)}`);
  });

  it('gets the tenant and the token, which wins over a password in the address', async () => {
    const archive = await lokiAnswering(streams(), {
      url: 'http://u:hunter2@',
      bearerToken: 'opensesame',
      orgId: 'home',
    });
    await archive.read(query, never);
    expect(asked[0]?.headers).toMatchObject({ authorization: 'Bearer opensesame', 'x-scope-orgid': 'home' });
  });

  it('gets the user and password of the address', async () => {
    const archive = await lokiAnswering(streams(), { url: 'http://u:hunter2@' });
    await archive.read(query, never);
    expect(asked[0]?.headers.authorization).toBe(`Basic ${Buffer.from('u:hunter2').toString('base64')}`);
  });

  it.each([
    ['refuses', 'no org id', 401],
    ['sends elsewhere', streams(), 302],
    ['answers with numbers', { data: { resultType: 'matrix', result: [] } }, 200],
    ['answers with no JSON', '<html>', 200],
    ['answers more than memory is kept for', `"${'x'.repeat(9 * 1024 * 1024)}"`, 200],
  ])('that %s is an error, which tells no secret', async (_what, answer, status) => {
    const archive = await lokiAnswering(answer, {
      status,
      url: 'http://u:hunter2@',
      bearerToken: 'opensesame',
    });
    const error: unknown = await archive.read(query, never).catch((cause: unknown) => cause);
    expect(error).toBeInstanceOf(LogArchiveError);
    expect(String(error)).not.toMatch(/hunter2|opensesame/u);
    expect(asked).toHaveLength(1);
  });
});
