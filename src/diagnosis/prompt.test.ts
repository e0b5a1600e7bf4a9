import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { loadPrompts, packagedPrompts, PromptError, type PromptValues } from './prompt.ts';

const values: PromptValues = {
  cluster: 'home',
  mark: 'data_1',
  namespaces: 'cardboard',
  namespaceMap: 'longhorn → longhorn-system',
  confused: '',
  lessons: '- Stay calm.',
  causes: 'container.oom-killed',
  maxRequests: '4',
  maxActions: '5',
};

function thrownBy(load: () => unknown): unknown {
  try {
    return load();
  } catch (error) {
    return error;
  }
}

describe('the packaged prompts', () => {
  test('hold what a diagnosis needs to say, in at most two minutes of reading', () => {
    const text = loadPrompts().render(values);

    for (const value of Object.values(values)) expect(text).toContain(value);
    expect(text.split(/\s+/).length).toBeLessThan(600);
    expect(text).not.toContain('{{');
  });

  test('are found by name, each a partial of its own', () => {
    expect(readdirSync(packagedPrompts)).toContain('20-evidence.md');
  });
});

describe('loadPrompts', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'firebreak-prompts-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const write = (name: string, text: string): void => writeFileSync(join(folder, name), text);

  test('joins partials in the order of their names', () => {
    write('2-b.md', 'second\n');
    write('1-a.md', 'first for {{ cluster }}\n');
    write('notes.txt', 'not a prompt');

    expect(loadPrompts(folder).render(values)).toBe('first for home\n\nsecond');
  });

  test('never reads a value as a template', () => {
    write('a.md', '{{ namespaces }}');

    expect(loadPrompts(folder).render({ ...values, namespaces: '{{ cluster }}{% raw %}' })).toBe(
      '{{ cluster }}{% raw %}',
    );
  });

  test('gives a version that changes with the text and with nothing else', () => {
    write('a.md', 'one');
    const first = loadPrompts(folder).version;
    const again = loadPrompts(folder).version;
    write('a.md', 'two');

    expect(first).toMatch(/^[0-9a-f]{12}$/);
    expect(again).toBe(first);
    expect(loadPrompts(folder).version).not.toBe(first);
  });

  test.each([
    ['an unknown value', 'fine\n{{ secret }}', 2],
    ['an unknown filter', '{{ cluster | shout }}', 1],
    ['a tag', 'fine\n\n{% include "/etc/passwd" %}', 3],
    ['an open bracket', '{{ cluster', 1],
    ['a value that is no prompt value', '{{ cluster.constructor }}', 1],
  ])('refuses %s, naming file and line', (_, text, line) => {
    write('a.md', text);

    const error = thrownBy(() => loadPrompts(folder));

    expect(error).toBeInstanceOf(PromptError);
    expect(error).toMatchObject({ file: join(folder, 'a.md'), line });
  });

  test('refuses a folder without prompts, and one that is not there', () => {
    expect(thrownBy(() => loadPrompts(folder))).toBeInstanceOf(PromptError);
    expect(thrownBy(() => loadPrompts(join(folder, 'nowhere')))).toBeInstanceOf(PromptError);
  });

  test('keeps every packaged partial under 150 words', () => {
    const long = readdirSync(packagedPrompts).filter(
      (name) => readFileSync(join(packagedPrompts, name), 'utf8').split(/\s+/).length > 150,
    );

    expect(long).toEqual([]);
  });
});
