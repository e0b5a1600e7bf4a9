import { describe, expect, it } from 'vitest';
import { parseAction } from './catalogue.ts';

const envelope = (action: string, kind: string, params: string, more = '') =>
  `{"apiVersion":"firebreak.dev/v1","action":"${action}","target":{"apiVersion":"v1","kind":"${kind}","namespace":"shop","name":"web"},"params":${params}${more}}`;

describe('an action with a key that JavaScript keeps for itself', () => {
  it.each([
    [
      'among labels',
      envelope('set-labels', 'Service', '{"labels":{"__proto__":"x"}}'),
      '/params/labels/__proto__',
    ],
    [
      'among data',
      envelope('patch-configmap', 'ConfigMap', '{"data":{"level":"info","constructor":"x"}}'),
      '/params/data/constructor',
    ],
    [
      'inside the value of a patch',
      envelope(
        'patch-object',
        'Service',
        '{"patch":[{"op":"add","path":"/spec/a","value":{"b":[{"__proto__":{}}]}}]}',
      ),
      '/params/patch/0/value/b/0/__proto__',
    ],
    ['beside what the envelope knows', envelope('delete-pod', 'Pod', '{}', ',"prototype":{}'), '/prototype'],
    [
      'instead of its parameters',
      envelope('restart-workload', 'Pod', '{"__proto__":{"a":1}}'),
      '/params/__proto__',
    ],
  ])('is refused, and told where it stands: %s', (_place, text, path) => {
    expect(parseAction(JSON.parse(text))).toEqual({
      ok: false,
      problem: `${path}: a key of this name is not taken; leave it out`,
    });
  });

  it.each(['/metadata/labels/__proto__', '/spec/constructor/prototype/x'])(
    'is refused on the way of a patch: %s',
    (path) => {
      const patch = JSON.stringify([{ op: 'add', path, value: 'x' }]);
      const parsed = parseAction(JSON.parse(envelope('patch-object', 'Service', `{"patch":${patch}}`)));
      expect(parsed).toMatchObject({
        ok: false,
        problem: expect.stringMatching(/^params\.patch\.0\.path: a JSON Pointer without/u),
      });
    },
  );
});
