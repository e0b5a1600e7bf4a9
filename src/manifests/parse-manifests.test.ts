import { describe, expect, it } from 'vitest';
import { refOf } from '../domain/objects.ts';
import { mergeManifests } from './merge-manifests.ts';
import { UnreadableManifestError } from './manifest.ts';
import { parseManifests } from './parse-manifests.ts';

const parse = (text: string) => parseManifests(text, 'a.yaml', 'default');
const config = (name: string, more = '') =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n${more}`;

describe('the manifests of a file', () => {
  it('are told apart, each with the line on which it begins', () => {
    const text = `---\n# Source: web.yaml\n${config('one')}---\n---\n${config('two')}`;
    expect(parse(text).valid.map(({ object, place }) => [object.metadata.name, place])).toEqual([
      ['one', { file: 'a.yaml', line: 3 }],
      ['two', { file: 'a.yaml', line: 9 }],
    ]);
  });

  it('may stand in a List, whose items may leave out what the list says', () => {
    const text = `apiVersion: v1\nkind: ConfigMapList\nitems:\n- metadata: {name: one}\n- metadata: {name: two}\n`;
    expect(
      parse(text).valid.map(({ object, place }) => [object.kind, object.metadata.name, place.line]),
    ).toEqual([
      ['ConfigMap', 'one', 4],
      ['ConfigMap', 'two', 5],
    ]);
  });

  it('may be JSON, indented with tabs', () => {
    const text =
      '{\n\t"apiVersion": "v1",\n\t"kind": "ConfigMap",\n\t"metadata": {\n\t\t"name": "one"\n\t}\n}\n';
    expect(parse(text).valid).toHaveLength(1);
  });

  it('go into the given namespace where they name none, and cluster-scoped ones into none', () => {
    const text = [
      config('one'),
      config('two', '  namespace: shop\n'),
      'apiVersion: v1\nkind: Namespace\nmetadata: {name: shop, namespace: odd}\n',
      'apiVersion: cert-manager.io/v1\nkind: ClusterIssuer\nmetadata: {name: acme}\n',
      'apiVersion: argoproj.io/v1alpha1\nkind: Rollout\nmetadata: {name: web}\n',
    ].join('---\n');
    expect(parse(text).valid.map(({ object }) => object.metadata.namespace)).toEqual([
      'default',
      'shop',
      undefined,
      undefined,
      'default',
    ]);
  });

  it('are read as kubectl reads them: merge keys and the booleans of YAML 1.1 count', () => {
    const text = `x: &x {privileged: yes}\n${config('one')}data:\n  <<: *x\n  quoted: "yes"\n`;
    expect(parse(text).valid[0]?.object['data']).toEqual({ privileged: true, quoted: 'yes' });
  });

  it('lose what a template left empty', () => {
    const text = config('one', '  labels:\n  annotations: null\n');
    expect(parse(text).valid[0]?.object.metadata).toEqual({ name: 'one', namespace: 'default' });
  });

  it.each([
    ['no object', 'replicas: 2\n', 'apiVersion'],
    ['an object without a name', 'apiVersion: v1\nkind: Service\nmetadata: {}\n', 'without metadata.name'],
    ['a label that is a number', config('one', '  labels: {version: 1.0}\n'), 'metadata.labels.version'],
    ['a name that looks like another line', config('"a\\n::error::b"'), 'metadata.name'],
    ['a kind that is a command', 'apiVersion: v1\nkind: "::error::"\nmetadata: {name: a}\n', 'kind'],
  ])('say what is wrong with %s, and cost the others nothing', (_what, text, problem) => {
    const { valid, invalid } = parse(`${text}---\n${config('other')}`);
    expect(invalid.map((entry) => entry.problem)).toEqual([expect.stringContaining(problem)]);
    expect(valid).toHaveLength(1);
  });

  it.each([
    [
      'policies',
      'apiVersion: firebreak.dev/v1\nkind: ActionPolicy\nmetadata: {name: open}\nspec: {rules: []}\n',
    ],
    ['kustomizations', 'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n'],
    ['JSON Schemas', '{"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object"}'],
  ])('are not %s, which nobody applies', (_what, text) => {
    expect(parse(text)).toEqual({ valid: [], invalid: [] });
  });

  it.each([
    ['broken YAML', 'a: 1\npassword: hunter2: b\n', 2],
    ['an alias without an anchor', 'a: 1\n---\nb: *nowhere\n', 3],
    ['a tag that nobody knows', 'a: !vault secret\n', 1],
  ])('cannot be told from %s: the place is named, and no line of the file is quoted', (_what, text, line) => {
    expect(() => parse(text)).toThrow(UnreadableManifestError);
    expect(() => parse(text)).toThrow(`a.yaml:${line}: `);
    expect(() => parse(text)).not.toThrow(/hunter2/u);
  });

  it('cannot be told from aliases that grow without end', () => {
    const levels = Array.from({ length: 12 }, (_, index) => {
      const below = `*l${index - 1}`;
      return `l${index}: &l${index} [${index === 0 ? 'a' : [below, below, below, below].join(', ')}]`;
    });
    expect(() => parse(levels.join('\n'))).toThrow(UnreadableManifestError);
  });

  it('are at most ten thousand', () => {
    const list = (items: number) => `kind: List\napiVersion: v1\nitems:\n${'- {}\n'.repeat(items)}`;
    expect(parse(list(10_000)).invalid).toHaveLength(10_000);
    expect(() => parse(list(10_001))).toThrow('a.yaml:10004: more than 10000 objects');
  });
});

describe('manifests of several files', () => {
  it('count once where they are the same', () => {
    expect(mergeManifests([parse(config('one')), parse(config('one'))])).toMatchObject({
      valid: [{}],
      invalid: [],
    });
  });

  it('are a mistake where they say different things of one object', () => {
    const other = parseManifests(config('one', 'data: {a: b}\n'), 'b.yaml', 'default');
    const { valid, invalid } = mergeManifests([parse(config('one')), other]);
    expect(valid.map(({ object }) => refOf(object).name)).toEqual(['one']);
    expect(invalid).toMatchObject([{ place: { file: 'b.yaml' }, object: { name: 'one' } }]);
    expect(invalid[0]?.problem).toContain('a.yaml:1');
  });
});
