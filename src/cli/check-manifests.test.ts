import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { firebreakIn, shop, writeShops } from '../../test/support/shop.ts';
import { packagedPolicies } from '../guardrails/policies/load-policies.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'firebreak-check-'));
  writeShops(folder);
});
afterEach(() => rmSync(folder, { recursive: true }));

const firebreak = (args: readonly string[], stdin?: string) => firebreakIn(folder, args, stdin);

function write(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

describe('firebreak check PATH', () => {
  it('is quiet about the ordinary output of a chart', async () => {
    const { code, out } = await firebreak(['check', shop]);
    expect(out).toMatch(/^24 objects: 24 without a finding; .* namespace shop is not known .*\n$/u);
    expect(code).toBe(0);
  });

  it('names the selector trap, its place and its mend', async () => {
    const { code, out } = await firebreak(['check', 'change', '--base', shop]);
    expect(out).toBe(`✗ Service shop/shop-web  change/templates/web.yaml:3
    Service shop/shop-web would also send traffic to CronJob shop/shop-reports, Deployment shop/shop-worker
    (selector.captures-second-workload)
    remedy: keep app.kubernetes.io/component=web in the selector of Service shop/shop-web

1 object: 1 refused
`);
    expect(code).toBe(1);
  });

  it('says that nothing has changed', async () => {
    expect(await firebreak(['check', shop, '--base', shop])).toMatchObject({
      code: 0,
      out: 'nothing has changed\n',
    });
  });

  it('gives one result a line as JSON, with all five layers', async () => {
    const { out } = await firebreak(['check', shop, '--json']);
    const results = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(results).toHaveLength(24);
    expect(results.every(({ verdicts }) => (verdicts as unknown[]).length === 5)).toBe(true);
    expect(out).not.toContain('bm90LWEtcmVhbC1wYXNzd29yZA');
  });

  it('marks findings in a pull request, where no manifest can write a command of its own', async () => {
    write('change/odd.yaml', 'apiVersion: v1\nkind: Service\nmetadata: {name: "a\\n::set-env::b"}\n');
    const { out } = await firebreak(['check', 'change', '--base', shop, '--format', 'github']);
    expect(out.split('\n')).toEqual([
      expect.stringMatching(
        /^::error file=change\/templates\/web.yaml,line=3,title=Firebreak%3A Service shop\/shop-web \(selector.captures-second-workload\)::Service .*%0Aremedy: keep /u,
      ),
      expect.stringMatching(
        /^::error file=change\/odd.yaml,line=1,title=Firebreak%3A an unreadable document/u,
      ),
      '2 objects: 2 refused',
      '',
    ]);
  });

  it('reads stdin, and puts objects without a namespace where it is told', async () => {
    const text = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n';
    const { out } = await firebreak(['check', '-', '--json', '--namespace', 'shop'], text);
    expect(JSON.parse(out)).toMatchObject({
      object: { kind: 'ConfigMap', namespace: 'shop', name: 'a' },
      source: { file: 'stdin', line: 1 },
    });
  });

  it('goes on after a document that is no object, which is refused on a line of its own', async () => {
    const text = 'replicas: 2\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n';
    const { code, out } = await firebreak(['check', '-', '--json'], text);
    const results = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(results).toMatchObject([
      { object: { name: 'a' }, outcome: 'pass' },
      {
        object: null,
        outcome: 'refuse',
        verdicts: [{ layer: 'allowlist', reason: 'action.invalid' }, {}, {}, {}, {}],
      },
    ]);
    expect(code).toBe(1);
  });

  it('names file and line of what is no YAML', async () => {
    write('bad.yaml', 'a: 1\nb: "unended\n');
    const { code, out, err } = await firebreak(['check', 'bad.yaml']);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(/^firebreak: bad\.yaml:[23]: [^\n]+\n$/u);
  });

  it.each([
    ['a path that is not there', ['check', 'nowhere']],
    ['nothing on stdin', ['check', '-']],
    ['manifests and actions at once', ['check', shop, '--action', 'a.json']],
    ['a base without a path', ['check', '--base', shop]],
  ])('does not take %s', async (_what, args) => {
    const { code, out, err } = await firebreak(args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(/^firebreak: [^\n]+\n$/u);
  });

  it('takes no policy from the change', async () => {
    const changed = join(folder, 'change');
    cpSync(packagedPolicies, join(changed, 'policies'), { recursive: true });
    const own = await firebreak(['check', 'change', '--base', shop, '--policies', 'change/policies']);
    expect(own.code).toBe(2);
    expect(own.err).toContain('take it from the base');
    const packaged = await firebreak(['check', 'change', '--base', shop]);
    expect(packaged.out).toContain('1 object: 1 refused');
  });

  it('follows no link out of the folder, and does not let it pass either', async () => {
    mkdirSync(join(folder, 'linked'));
    write('linked/a.yaml', 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n');
    write('outside.yaml', 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: b}\n');
    symlinkSync(join(folder, 'outside.yaml'), join(folder, 'linked/b.yaml'));
    const { out } = await firebreak(['check', 'linked']);
    expect(out).toContain('linked/b.yaml:1: a link, which is not followed');
    expect(out).toContain('2 objects: 1 refused, 1 without a finding');
  });

  it('looks into hidden folders, as what applies a folder does', async () => {
    mkdirSync(join(folder, 'hiding/.hidden'), { recursive: true });
    write('hiding/.hidden/a.yaml', 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n');
    expect((await firebreak(['check', 'hiding'])).out).toMatch(/^1 object: /u);
  });

  it('shows what cannot be seen, and forges no line', async () => {
    const text =
      'apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {selector: {app: "x\\n✓ all is well\\e[2K"}}\n---\n';
    const workload =
      'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {template: {metadata: {labels: {app: web}}, spec: {containers: [{name: a, image: a}]}}}\n';
    const { out } = await firebreak(['check', '-'], text + workload);
    expect(out).toContain('selector.selects-nothing');
    expect(out).not.toContain('\u001B');
    expect(out).not.toMatch(/^✓/mu);
  });
});
