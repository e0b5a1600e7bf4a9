import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { parseAction } from '../../src/actions/catalogue.ts';
import { parseObjects } from '../../src/adapters/dump/parse-objects.ts';
import { configKeys } from '../../src/config-keys/index.ts';
import { ConfigError, loadConfig } from '../../src/config.ts';
import { readRunbookHead } from '../../src/diagnosis/runbook-head.ts';
import { checkPodDocuments } from '../../src/guardrails/pod-security/check-pod-documents.ts';
import { actionNames } from '../../src/guardrails/policies/action-names.ts';
import { readPolicyFile } from '../../src/guardrails/policies/policy-document.ts';
import { parsePayload } from '../../src/intake/payload.ts';
import { UnreadableManifestError } from '../../src/manifests/manifest.ts';
import { parseManifests } from '../../src/manifests/parse-manifests.ts';

const kinds = fc.constantFrom('ActionPolicy', 'NamespaceMap', 'Limits', 'Approvers', 'Nothing');

/** What YAML is made of, in any order: most of it is no YAML, and some of it is more than it looks. */
const pieces = [
  'a',
  'b: ',
  '- ',
  '? ',
  ': ',
  '{',
  '}',
  '[',
  ']',
  ',',
  '"',
  "'",
  '&a ',
  '*a',
  '<<: *a',
  '|\n',
  '>-\n',
];
const others = [
  '\n',
  '  ',
  '\t',
  '---\n',
  '...\n',
  '%YAML 1.1\n',
  '!!binary ',
  '#',
  '0x1',
  'yes',
  '~',
  '\0',
  '\ud800',
];
const heads = [
  'apiVersion: v1\n',
  'kind: Pod\n',
  'kind: List\n',
  'metadata: {name: a}\n',
  'spec: ',
  'items:\n',
];
const yaml = fc
  .array(fc.constantFrom(...pieces, ...others, ...heads), { maxLength: 40 })
  .map((parts) => parts.join(''));

/** Objects with anything in the places that are read. */
const objects = fc.record({
  apiVersion: fc.oneof(fc.constant('v1'), fc.jsonValue()),
  kind: fc.oneof(fc.constantFrom('Pod', 'Deployment', 'List', 'Secret'), fc.jsonValue()),
  metadata: fc.oneof(fc.record({ name: fc.constant('a'), labels: fc.jsonValue() }), fc.jsonValue()),
  spec: fc.oneof(fc.record({ containers: fc.jsonValue() }), fc.jsonValue()),
  items: fc.jsonValue(),
});
const texts = fc.oneof(
  yaml,
  fc.string({ unit: 'binary' }),
  objects.map((one) => JSON.stringify(one)),
);
/** Found once, and looked at each time since. */
const found = [
  '*!',
  'a: &a [*a]',
  'kind: *nowhere',
  '{'.repeat(50_000),
  '{"a":'.repeat(50_000),
  '- '.repeat(50_000),
];

describe('hostile input never throws', () => {
  it('as an action: it is read, or refused with a problem', () => {
    const actions = fc.record({
      apiVersion: fc.constant('firebreak.dev/v1'),
      action: fc.constantFrom(...actionNames),
      cluster: fc.constant('default'),
      target: fc.oneof(
        fc.constant({ apiVersion: 'v1', kind: 'Pod', namespace: 'a', name: 'b' }),
        fc.jsonValue(),
      ),
      params: fc.jsonValue(),
    });
    fc.assert(
      fc.property(fc.oneof(actions, fc.jsonValue()), (input) => {
        const parsed = parseAction(input);
        expect(parsed.ok || parsed.problem !== '').toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('as a webhook payload: its alerts are read or rejected, each of them, or it says why it is none', () => {
    const alert = fc.record({
      status: fc.oneof(fc.constantFrom('firing', 'resolved'), fc.jsonValue()),
      labels: fc.oneof(fc.dictionary(fc.string({ unit: 'binary' }), fc.string()), fc.jsonValue()),
      annotations: fc.jsonValue(),
      startsAt: fc.oneof(fc.constant('2026-03-04T02:00:00Z'), fc.string(), fc.jsonValue()),
      endsAt: fc.jsonValue(),
      fingerprint: fc.jsonValue(),
    });
    const payload = fc.record({
      version: fc.oneof(fc.constant('4'), fc.jsonValue()),
      groupKey: fc.oneof(fc.string(), fc.jsonValue()),
      alerts: fc.oneof(fc.array(fc.oneof(alert, fc.jsonValue())), fc.jsonValue()),
    });
    fc.assert(
      fc.property(fc.oneof(payload, fc.jsonValue()), (input) => {
        const parsed = parsePayload(input);
        if ('invalid' in parsed) {
          expect(parsed.invalid).not.toBe('');
          return;
        }
        const given = (input as { readonly alerts: readonly unknown[] }).alerts;
        expect(parsed.alerts.length + parsed.rejected.length).toBe(given.length);
      }),
      { numRuns: 500 },
    );
  });

  it('as a policy file: its documents are read, or its problems have a line', () => {
    const documents = fc.record({
      apiVersion: fc.constant('firebreak.dev/v1'),
      kind: kinds,
      metadata: fc.constant({ name: 'fuzz' }),
      spec: fc.jsonValue(),
    });
    fc.assert(
      fc.property(
        fc.oneof(
          texts,
          documents.map((one) => JSON.stringify(one)),
        ),
        (text) => {
          for (const { line } of readPolicyFile('fuzz.yaml', text).problems) expect(line).toBeGreaterThan(0);
        },
      ),
      { numRuns: 500, examples: found.map((text) => [text]) },
    );
  });

  it('as manifests: each is read or named as invalid, or the file is unreadable', () => {
    fc.assert(
      fc.property(texts, (text) => {
        try {
          const { invalid } = parseManifests(text, 'fuzz.yaml', 'default');
          for (const { problem } of invalid) expect(problem).not.toBe('');
        } catch (error) {
          expect(error).toBeInstanceOf(UnreadableManifestError);
        }
      }),
      { numRuns: 500, examples: found.map((text) => [text]) },
    );
  });

  it('as pods for the evaluator: each document has a verdict', () => {
    fc.assert(
      fc.property(texts, (text) => {
        for (const { verdicts } of checkPodDocuments(text, 'fuzz.yaml', 'restricted', 'latest')) {
          expect(verdicts).toHaveLength(1);
        }
      }),
      { numRuns: 500, examples: found.map((text) => [text]) },
    );
  });

  it('as the head of a runbook: it is read, or its findings have a line', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const read = readRunbookHead(text, 'fuzz.md');
        if ('findings' in read) for (const { line } of read.findings) expect(line).toBeGreaterThan(0);
      }),
      { numRuns: 500, examples: found.map((text) => [text]) },
    );
  });
});

describe('hostile input is not quoted on stderr', () => {
  it.each([
    ['a policy file', (text: string) => readPolicyFile('fuzz.yaml', text)],
    ['manifests', (text: string) => parseManifests(text, 'fuzz.yaml', 'default')],
    ['pods', (text: string) => checkPodDocuments(text, 'fuzz.yaml', 'baseline', 'latest')],
    ['recorded objects', (text: string) => parseObjects(text, 'yaml')],
    ['the head of a runbook', (text: string) => readRunbookHead(text, 'fuzz.md')],
  ])('as %s', (_what, read) => {
    const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
    try {
      read('password: {? {hunter2: x} : y}\n');
      expect(warn).not.toHaveBeenCalled();
    } finally {
      warn.mockRestore();
    }
  });
});

describe('hostile input gives one kind of error', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'firebreak-hostile-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('as the configuration file: the settings, or what is wrong with them', () => {
    const settings = fc
      .dictionary(fc.constantFrom(...Object.keys(configKeys)), fc.jsonValue(), { maxKeys: 5 })
      .map((one) => JSON.stringify(one));
    const file = join(folder, 'firebreak.yaml');
    fc.assert(
      fc.property(fc.oneof(texts, settings), (text) => {
        writeFileSync(file, text);
        try {
          expect(loadConfig({}, file).settings.mode).toBeDefined();
        } catch (error) {
          expect(error).toBeInstanceOf(ConfigError);
        }
      }),
      { numRuns: 300, examples: found.map((text) => [text]) },
    );
  });

  it('as a recorded object: the objects in it, without Secrets, or an error that names the syntax', () => {
    fc.assert(
      fc.property(texts, (text) => {
        let objectsRead: ReturnType<typeof parseObjects>;
        try {
          objectsRead = parseObjects(text, 'yaml');
        } catch (error) {
          expect((error as Error).name).toMatch(/^(?:YAMLParseError|SyntaxError|ReferenceError)$/u);
          return;
        }
        expect(objectsRead.filter(({ kind }) => kind === 'Secret')).toEqual([]);
      }),
      { numRuns: 500, examples: found.map((text) => [text]) },
    );
  });
});
