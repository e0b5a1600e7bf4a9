import { describe, expect, it } from 'vitest';
import { FakePorts } from '../../../test/pages/fakes.ts';
import { oomScraper } from '../../../test/pages/incidents/oom-scraper.ts';
import { mistakes } from '../../../test/pages/mistakes.ts';
import { reportOf } from '../../../test/pages/reports.ts';
import { post, signIn, testApp } from '../../../test/pages/test-app.ts';

async function signedIn(hasRepository = true) {
  const ports = new FakePorts([oomScraper]);
  ports.report = reportOf(mistakes);
  const { propose: _absent, ...reporting } = ports.patterns;
  const built = testApp({ ports: hasRepository ? ports : Object.assign(ports, { patterns: reporting }) });
  const { cookie, formToken } = await signIn(built.app);
  return {
    ports,
    get: (url: string) => built.app.inject({ url, headers: { cookie } }),
    propose: (fields: Readonly<Record<string, string>>, token = formToken) =>
      post(built.app, '/patterns/propose', { formToken: token, ...fields }, { cookie }),
  };
}

const wish = { seq: '7', index: '0', as: 'deny-rule', scope: 'object', message: 'not again' };

describe('learning from a mistake', () => {
  it('starts below each example, and shows the mistake with what can be made of it', async () => {
    const { get } = await signedIn();
    const [, link = ''] = /href="(\/patterns\/propose\?[^"]+)"/u.exec((await get('/patterns')).body) ?? [];
    const page = await get(link.replaceAll('&amp;', '&'));
    expect(page.statusCode).toBe(200);
    expect(page.body).toContain('Deny it from now on');
    expect(page.body).toContain('Give it a name');
  });

  it('proposes what the form says, and leads to the incident in which it is decided', async () => {
    const { propose, ports } = await signedIn();
    const answer = await propose(wish);
    expect([answer.statusCode, answer.headers['location']]).toEqual([303, `/incidents/${oomScraper.id}`]);
    expect(ports.proposed).toMatchObject([
      {
        seq: 7,
        index: 0,
        wish: { as: 'deny-rule', scope: 'object', message: 'not again' },
        by: { kind: 'person', name: 'On Call' },
      },
    ]);
  });

  it.each([
    ['an effect', { as: 'allow-rule' }],
    ['a scope', { scope: 'cluster' }],
    ['more than one line', { message: 'a\nb' }],
    ['no words', { message: ' ' }],
    ['what nobody sees', { message: 'a\u202eb' }],
  ])('takes no form with %s of its own', async (_what, fields) => {
    const { propose, ports } = await signedIn();
    expect((await propose({ ...wish, ...fields })).statusCode).toBe(400);
    expect(ports.proposed).toEqual([]);
  });

  it('takes no form that a foreign page sends', async () => {
    const { propose, ports } = await signedIn();
    expect((await propose(wish, 'forged')).statusCode).toBe(403);
    expect(ports.proposed).toEqual([]);
  });

  it('is not there where the policies have no repository', async () => {
    const { get, propose } = await signedIn(false);
    expect((await get('/patterns')).body).not.toContain('Learn from it');
    expect((await propose(wish)).statusCode).toBe(404);
  });

  it('is not there for a mistake that nobody has on record', async () => {
    const { get } = await signedIn();
    expect((await get('/patterns/propose?pattern=unclassified&seq=999&index=0')).statusCode).toBe(404);
  });
});
