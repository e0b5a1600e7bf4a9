import { constants, fstatSync, openSync, writeSync } from 'node:fs';
import type { DestinationStream } from 'pino';

/** Where log lines go; a line that cannot be written is dropped and counted, and costs nobody anything else. */
export interface LogDestination extends DestinationStream {
  readonly dropped: () => number;
}

/** Writes bytes at once, or throws; returns how many it took, as `writeSync` of node:fs. */
export type WriteNow = (bytes: Uint8Array) => number;

const stderr = 2;
/** Bytes that wait for a reader who is slow. */
const mostWaiting = 1024 * 1024;
const againMilliseconds = 50;
const lineEnd = Buffer.from('\n');

/**
 * Lines in order, without ever waiting: a reader of a pipe who does not read, a disk that is full, a terminal that is
 * gone must not stop the service. What is on its way when the process dies has been written.
 */
export function createLogDestination(write: WriteNow = stderrWriter()): LogDestination {
  const waiting: Buffer[] = [];
  let waitingBytes = 0;
  /** The first line that waits is the rest of one. */
  let isRest = false;
  /** A line was given up halfway: the next starts on a line of its own. */
  let isTorn = false;
  let dropped = 0;
  let again: NodeJS.Timeout | undefined;

  const shift = (): void => {
    waitingBytes -= waiting.shift()?.length ?? 0;
    isRest = false;
  };

  /** Writes what waits, as far as it goes. */
  const flush = (): void => {
    for (let line = waiting[0]; line !== undefined; line = waiting[0]) {
      try {
        if (isTorn && write(lineEnd) === lineEnd.length) isTorn = false;
        const taken = write(line);
        if (taken === line.length) {
          shift();
          continue;
        }
        waiting[0] = line.subarray(taken);
        waitingBytes -= taken;
        isRest ||= taken > 0;
      } catch (cause) {
        if (isBusy(cause)) return later();
        isTorn ||= isRest;
        shift();
        dropped += 1;
      }
    }
  };

  const later = (): void => {
    again ??= setTimeout(() => {
      again = undefined;
      flush();
    }, againMilliseconds).unref();
  };

  return {
    write(line) {
      const bytes = Buffer.from(line);
      if (waitingBytes + bytes.length > mostWaiting) {
        dropped += 1;
        return;
      }
      waiting.push(bytes);
      waitingBytes += bytes.length;
      if (again === undefined) flush();
    },
    dropped: () => dropped,
  };
}

function isBusy(cause: unknown): boolean {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  return code === 'EAGAIN' || code === 'EBUSY';
}

/**
 * A pipe is opened anew, so that writing to it does not wait, whatever those have set who share it. Where that is not
 * to be had (no /proc, a pipe of another user's), and for files and terminals, it is stderr itself.
 */
function stderrWriter(): WriteNow {
  const descriptor = pipeAnew() ?? stderr;
  return (bytes) => writeSync(descriptor, bytes);
}

function pipeAnew(): number | undefined {
  try {
    if (!fstatSync(stderr).isFIFO()) return undefined;
    return openSync(`/proc/self/fd/${stderr}`, constants.O_WRONLY | constants.O_NONBLOCK);
  } catch {
    return undefined;
  }
}
