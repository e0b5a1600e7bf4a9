import { describe, expect, it } from 'vitest';
import { readProposedActions } from './proposed-actions.ts';

const read = (text: string) => readProposedActions(text, 'default');

describe('what somebody typed to have it judged', () => {
  it('is a kubectl line', () => {
    expect(read('kubectl -n cardboard scale deploy/web --replicas=3')).toMatchObject({
      ok: true,
      actions: [{ action: 'scale-workload', cluster: 'default', params: { replicas: 3 } }],
    });
  });

  it('is a typed action, or an array of them', () => {
    expect(read(' {"action": "restart-workload"} ')).toEqual({
      ok: true,
      actions: [{ action: 'restart-workload' }],
    });
    expect(read('[{"action": "restart-workload"}, 7]')).toMatchObject({ actions: [{}, 7] });
  });

  it.each([
    ['', 'nothing to judge'],
    ['{"action": ', 'not JSON'],
    ['kubectl get pods', 'only reads'],
    ['rm -rf /', 'not a command line of kubectl'],
    [JSON.stringify(Array.from({ length: 6 }, () => ({}))), '5 at most'],
  ])('or is answered why not: %s', (text, problem) => {
    expect(read(text)).toMatchObject({ ok: false, problem: expect.stringContaining(problem) });
  });
});
