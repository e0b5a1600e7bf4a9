import { describe, expect, it } from 'vitest';
import { yamlHazard } from './yaml-hazard.ts';

describe('a text that the YAML parser must not be given', () => {
  it.each([
    ['lists in lists', '['.repeat(1_000)],
    ['maps in maps', '{"a":'.repeat(1_000)],
    ['a block list in a block list', '- '.repeat(1_000)],
    ['keys that are maps', '? '.repeat(1_000)],
    ['blocks in blocks', Array.from({ length: 600 }, (_none, level) => `${' '.repeat(level)}a:`).join('\n')],
  ])('is nested too deeply: %s', (_what, text) => {
    expect(yamlHazard(text)).toMatch(/nested too deeply/u);
  });

  it.each([
    ['in a block', (key: string) => `${key}: 1\n`, ''],
    ['in braces', (key: string) => `${key}: 1,`, '}'],
  ])('has a map of very many keys: %s', (_where, entry, end) => {
    const keys = Array.from({ length: 2_100 }, (_none, index) => entry(`key-${index}`));
    expect(yamlHazard(`${end === '' ? '' : '{'}${keys.join('')}${end}`)).toMatch(/more than 2000 keys/u);
  });
});

describe('a text that costs far more than its length', () => {
  it.each([
    ['very many documents', 'a\n---\n'.repeat(11_000), /more than 10000 documents/u],
    ['very many ends of documents', '...\n'.repeat(11_000), /more than 10000 documents/u],
    ['a very long list', '- a\n'.repeat(51_000), /a list of more than 50000 items/u],
    ['a very long list in brackets', `[${'a,'.repeat(51_000)}]`, /a list of more than 50000 items/u],
    [
      'an alias for each of many anchors',
      Array.from({ length: 1_100 }, (_none, index) => `- &a${index} x\n- *a${index}\n`).join(''),
      /more than 1000 aliases/u,
    ],
  ])('is %s', (_what, text, problem) => {
    expect(yamlHazard(text)).toMatch(problem);
  });
});

describe('a text that it may be given', () => {
  it.each([
    ['stars that are no aliases', `a:\n${'- "*a"\n- |\n  *a\n'.repeat(1_100)}`],
    ['many documents', 'a: 1\n---\n'.repeat(3_000)],
    ['a long list', `[${'1,'.repeat(9_000)}1]`],
    ['a deep object', `${'{"a":'.repeat(200)}1${'}'.repeat(200)}`],
    ['what is no YAML, which is the parser to say', 'a: "'],
    ['nothing', ''],
  ])('is %s', (_what, text) => {
    expect(yamlHazard(text)).toBeUndefined();
  });
});
