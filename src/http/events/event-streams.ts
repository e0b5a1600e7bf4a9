import { PassThrough } from 'node:stream';

/** The open streams of server-sent events (WHATWG HTML, 9.2), so that a stop can end them all. */
export class EventStreams {
  readonly #open = new Set<PassThrough>();

  /** A stream that says hello at once, so that the browser knows it is connected. */
  start(): PassThrough {
    const stream = new PassThrough();
    this.#open.add(stream);
    stream.once('close', () => this.#open.delete(stream));
    stream.write('retry: 2000\n\n');
    return stream;
  }

  endAll(): void {
    for (const stream of this.#open) stream.end();
  }
}
