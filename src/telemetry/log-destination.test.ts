import { describe, expect, it, vi } from 'vitest';
import { createLogDestination } from './log-destination.ts';

const failure = (code: string) => Object.assign(new Error(code), { code });

/** A file that takes so many bytes of a write, has so much room, or fails with a code. */
function sink() {
  const state: { text: string; most: number; room: number; code: string | undefined } = {
    text: '',
    most: Infinity,
    room: Infinity,
    code: undefined,
  };
  const write = (bytes: Uint8Array): number => {
    if (state.code !== undefined) throw failure(state.code);
    if (state.room === 0) throw failure('ENOSPC');
    const taken = Buffer.from(bytes).subarray(0, Math.min(bytes.length, state.most, state.room));
    state.text += taken.toString();
    state.room -= taken.length;
    return taken.length;
  };
  return { state, write };
}

describe('the log', () => {
  it('writes lines as they come', () => {
    const { state, write } = sink();
    const log = createLogDestination(write);
    log.write('one\n');
    log.write('two\n');
    expect(state.text).toBe('one\ntwo\n');
  });

  it('goes on where a write took a part', () => {
    const { state, write } = sink();
    state.most = 2;
    createLogDestination(write).write('one line\n');
    expect(state.text).toBe('one line\n');
  });

  it.each(['ENOSPC', 'EIO', 'EPIPE', 'EBADF'])(
    'drops and counts lines on %s, and no more after it',
    (code) => {
      const { state, write } = sink();
      const log = createLogDestination(write);
      state.code = code;
      log.write('lost\n');
      log.write('lost too\n');
      state.code = undefined;
      log.write('kept\n');
      expect(state.text).toBe('kept\n');
      expect(log.dropped()).toBe(2);
    },
  );

  it('starts a new line after one that was torn', () => {
    const { state, write } = sink();
    const log = createLogDestination(write);
    state.room = 2;
    log.write('torn\n');
    state.room = Infinity;
    log.write('whole\n');
    expect(state.text).toBe('to\nwhole\n');
    expect(log.dropped()).toBe(1);
  });

  it('keeps what a slow reader has no room for, in order, up to a bound', () => {
    vi.useFakeTimers();
    const { state, write } = sink();
    const log = createLogDestination(write);
    state.code = 'EAGAIN';
    const line = `${'x'.repeat(1023)}\n`;
    for (let count = 0; count < 1_100; count += 1) log.write(line);
    state.code = undefined;
    vi.advanceTimersByTime(1_000);
    log.write('last\n');
    expect(state.text).toBe(`${line.repeat(1_024)}last\n`);
    expect(log.dropped()).toBe(76);
    vi.useRealTimers();
  });
});
