import { afterEach, describe, expect, it } from 'vitest';
import { FakePorts } from '../../../test/pages/fakes.ts';
import { oomScraper } from '../../../test/pages/incidents/oom-scraper.ts';
import { signIn, testApp, type TestApp } from '../../../test/pages/test-app.ts';

let built: TestApp;
afterEach(async () => built.app.close());

async function open(heartbeatMilliseconds?: number) {
  const ports = new FakePorts([oomScraper]);
  built = testApp({ ports, ...(heartbeatMilliseconds === undefined ? {} : { heartbeatMilliseconds }) });
  const { cookie } = await signIn(built.app);
  const address = await built.app.listen({ host: '127.0.0.1', port: 0 });
  const response = await fetch(`${address}/incidents/${oomScraper.id}/events`, { headers: { cookie } });
  const reader = (response.body ?? expect.fail('no body')).pipeThrough(new TextDecoderStream()).getReader();
  return { ports, response, reader };
}

/** Reads on until the text has come, or the stream has ended. */
async function readUntil(reader: ReadableStreamDefaultReader<string>, text: string): Promise<string> {
  let read = '';
  while (!read.includes(text)) {
    const { value, done } = await reader.read();
    if (done) break;
    read += value;
  }
  return read;
}

describe('GET /incidents/:id/events', () => {
  it('sends an event without data for each change of the incident', async () => {
    const { ports, response, reader } = await open();
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    await readUntil(reader, 'retry: 2000\n\n');
    ports.change({ ...oomScraper, state: 'executing' });
    expect(await readUntil(reader, '\n\n')).toBe('event: change\ndata:\n\n');
  });

  it('stops listening when the browser goes', async () => {
    const { ports, reader } = await open();
    expect(ports.listeners.get(oomScraper.id)?.size).toBe(1);
    await reader.cancel();
    await expect.poll(() => ports.listeners.get(oomScraper.id)?.size).toBe(0);
  });

  it('keeps the connection alive with comments', async () => {
    const { reader } = await open(10);
    expect(await readUntil(reader, ':\n\n')).toContain(':\n\n');
  });

  it('ends when the session does', async () => {
    const { reader } = await open(10);
    built.sessions.sessions.clear();
    expect(await readUntil(reader, 'never sent')).not.toContain('change');
  });

  it('ends when the service stops', async () => {
    const { reader } = await open();
    await built.app.close();
    expect(await readUntil(reader, 'never sent')).toContain('retry');
  });

  it('answers 404 for an incident that is not there', async () => {
    built = testApp();
    const { cookie } = await signIn(built.app);
    const answer = await built.app.inject({ url: '/incidents/inc_none/events', headers: { cookie } });
    expect(answer.statusCode).toBe(404);
  });
});
