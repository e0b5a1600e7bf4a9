import { describe, expect, it } from 'vitest';
import { helpTexts } from '../../src/cli/program.ts';

const head = `# Command line

\`npm run firebreak -- ARGS\` from a checkout, \`firebreak ARGS\` where the package is installed. With \`--json\` stdout holds JSON
and nothing else; logs go to stderr. This page is made from the code (\`npm test -- test/docs -u\`).

| exit code | means |
|---|---|
| 0 | every outcome is \`pass\`, \`hold\` or \`skipped\`; \`triage\` whenever it answered |
| 1 | at least one \`refuse\`, or a finding |
| 2 | wrong usage, or a file that cannot be read: one line on stderr says where and what would be right |
| 3 | something that the command needs is out of reach |
| 141 | whoever read stdout stopped before its end, as \`head\` does |
`;

describe('docs/command-line.md', () => {
  it('holds the help of every command', async () => {
    const sections = helpTexts().map(
      ({ name, help }) => `\n## ${name}\n\n\`\`\`text\n${help.trim()}\n\`\`\`\n`,
    );
    await expect(head + sections.join('')).toMatchFileSnapshot('../../docs/command-line.md');
  });
});
