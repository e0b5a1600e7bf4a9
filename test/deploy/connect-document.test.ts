import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { findAlertmanager, partMissing, required } from '../parts/parts.ts';
import { repositoryText } from '../support/repository.ts';
import { render, type Values } from './helm.ts';

const blocks = [
  ...repositoryText('docs/connect.md').matchAll(/^```yaml\n# (?<what>.+)\n(?<text>[\s\S]*?)^```$/gmu),
].map(({ groups }) => ({ what: groups?.['what'] ?? '', text: groups?.['text'] ?? '' }));
const called = (what: string) => blocks.filter((block) => block.what === what).map(({ text }) => text);

interface Route {
  readonly receiver: string;
  readonly routes?: readonly Route[];
}

describe('docs/connect.md', () => {
  it.skipIf(partMissing('chart-tools')).each(called('values.yaml'))(
    'gives values that the chart takes: %#',
    (text) => {
      const values = parse(text) as Values;
      const rendered = render(values);
      expect(rendered).toContain('kind: Deployment');
    },
  );

  it('lets the Operator configure what the plain file does', () => {
    const [operators] = called('AlertmanagerConfig').map(
      (text) => parse(text) as { readonly spec: { readonly route: Route } },
    );
    const [plain] = called('alertmanager.yml').map((text) => parse(text) as { readonly route: Route });
    expect(operators?.spec.route.receiver).toBe('firebreak');
    expect(plain?.route.routes?.map(({ receiver }) => receiver)).toEqual([
      'people',
      'firebreak',
      'firebreak',
      'people',
    ]);
  });

  it.skipIf(partMissing('alertmanager'))('has a configuration that Alertmanager takes', () => {
    const [text = ''] = called('alertmanager.yml');
    const folder = mkdtempSync(join(tmpdir(), 'firebreak-alertmanager-'));
    try {
      writeFileSync(join(folder, 'alertmanager.yml'), text);
      // It reads its configuration before it listens, and an address that nobody has ends it right after.
      const { stderr } = spawnSync(
        required('alertmanager', findAlertmanager()),
        [
          `--config.file=${join(folder, 'alertmanager.yml')}`,
          `--storage.path=${folder}`,
          '--cluster.listen-address=',
          '--web.listen-address=256.0.0.1:1',
        ],
        { encoding: 'utf8', timeout: 20_000 },
      );
      expect(stderr).toContain('Completed loading of configuration file');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
