import { describe, expect, it } from 'vitest';
import { API_TOKEN, signIn, testApp } from '../../../test/pages/test-app.ts';

const headers = { authorization: `Bearer ${API_TOKEN}` };

async function twoSignedIn() {
  const built = testApp();
  await signIn(built.app, 'Second Shift');
  built.clock.time = new Date(built.clock.time.getTime() + 60_000);
  const robin = await signIn(built.app, 'On Call');
  const send = async (method: 'GET' | 'DELETE', url: string) => built.app.inject({ method, url, headers });
  return { ...built, robin, send };
}

describe('/api/v1/sessions', () => {
  it('lists who is signed in, the newest first, without what signs anybody in', async () => {
    const { send, robin } = await twoSignedIn();
    const answer = await send('GET', '/api/v1/sessions');
    expect(answer.json()).toMatchObject({
      sessions: [{ person: 'On Call' }, { person: 'Second Shift' }],
    });
    expect(answer.body).not.toContain(robin.cookie.split('=')[1]);
  });

  it('ends one by its id, once', async () => {
    const { app, send, robin, sessions } = await twoSignedIn();
    const [{ id }] = (await send('GET', '/api/v1/sessions')).json<{ sessions: [{ id: string }] }>().sessions;
    expect((await send('DELETE', `/api/v1/sessions/${id}`)).json()).toMatchObject({ sessions: [{ id }] });
    expect(sessions.ended).toEqual([{ person: 'On Call', by: 'api', why: 'revoked' }]);
    expect((await app.inject({ url: '/', headers: { cookie: robin.cookie } })).statusCode).toBe(303);
    const again = await send('DELETE', `/api/v1/sessions/${id}`);
    expect([again.statusCode, again.json<{ code: string }>().code]).toEqual([404, 'session.not-found']);
  });

  it("ends all of a person's, in whatever letters the name is written", async () => {
    const { send, sessions } = await twoSignedIn();
    await send('DELETE', '/api/v1/sessions?person=second%20SHIFT');
    expect([...sessions.sessions.values()].map(({ person }) => person)).toEqual(['On Call']);
  });
});
