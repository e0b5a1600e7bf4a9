import { describe, expect, it } from 'vitest';
import { reasons } from '../../src/domain/reasons.ts';

const head = `# Reason codes

Every refusal, hold and check gives one of these codes: in JSON, on the pages, in the ledger and in metrics. A code keeps
its meaning. This page is made from src/domain/reasons.ts (\`npm test -- test/docs -u\`).
`;

function title(group: string): string {
  return `\n## ${group}\n\n| code | meaning |\n|---|---|\n`;
}

describe('docs/reasons.md', () => {
  it('lists every reason code with its meaning, by what gives it', async () => {
    const groups = new Map<string, string[]>();
    for (const [code, meaning] of Object.entries(reasons)) {
      const group = code.slice(0, code.indexOf('.'));
      groups.set(group, [...(groups.get(group) ?? []), `| \`${code}\` | ${meaning} |\n`]);
    }
    const text = [...groups].map(([group, rows]) => title(group) + rows.join('')).join('');
    await expect(head + text).toMatchFileSnapshot('../../docs/reasons.md');
  });
});
