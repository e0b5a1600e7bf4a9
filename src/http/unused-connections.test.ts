import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { testApp } from '../../test/pages/test-app.ts';

describe('a stop', () => {
  it('does not wait for a connection that never sent a request', async () => {
    const { app } = testApp();
    const { port } = new URL(await app.listen({ host: '127.0.0.1', port: 0 }));
    const socket = connect(Number(port), '127.0.0.1');
    await once(app.server, 'connection');

    const ended = once(socket, 'close');
    await app.close();
    await ended;
    expect(socket.destroyed).toBe(true);
  });
});
