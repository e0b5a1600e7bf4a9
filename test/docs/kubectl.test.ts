import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../../scripts/prepare.mjs';
import type { Action } from '../../src/domain/action.ts';
import { reasons } from '../../src/domain/reasons.ts';
import { type ParsedKubectl, parseKubectl } from '../../src/kubectl/parse-kubectl.ts';

const rows = readFileSync(join(root, 'docs/kubectl.md'), 'utf8')
  .split('\n')
  .map((line) => /^\| (`+)(.*)\1 \| (.*) \|$/u.exec(line))
  .filter((match) => match !== null)
  .map(([, fence = '', command = '', result = '']) => ({
    // Two backticks around a command that holds one take a blank on either side with them.
    command: (fence === '`' ? command : command.slice(1, -1)).replaceAll('\\|', '|'),
    result,
  }));

function resultText(parsed: ParsedKubectl): string {
  if (!parsed.ok) return `\`${parsed.reason}\``;
  return parsed.readOnly ? 'reads' : parsed.actions.map(actionText).join('<br>');
}

function actionText({ action, target, params }: Action): string {
  const name = target.namespace === undefined ? target.name : `${target.namespace}/${target.name}`;
  const given = Object.keys(params).length === 0 ? '' : ` ${JSON.stringify(params)}`;
  return `\`${action} ${target.kind} ${name}${given}\``;
}

describe('docs/kubectl.md', () => {
  it('has a table long enough to be a grammar', () => {
    expect(rows.length).toBeGreaterThan(200);
  });

  it.each(rows)('$command', ({ command, result }) => {
    expect(resultText(parseKubectl(command))).toBe(result);
  });

  it('shows every refusal that can be written into a table', () => {
    const unwritable = ['kubectl.too-long', 'kubectl.hidden-characters'];
    const codes = Object.keys(reasons).filter((code) => code.startsWith('kubectl.'));
    const missing = codes.filter((code) => !rows.some(({ result }) => result === `\`${code}\``));
    expect(missing.toSorted()).toEqual(unwritable.toSorted());
  });
});
