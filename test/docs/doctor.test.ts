import { describe, expect, it } from 'vitest';
import { faults } from '../doctor/planted-faults.ts';

const head = `# What doctor finds

\`firebreak doctor\` prints the settings with their sources and one line for each look, with the mend where something has to
be done. It changes nothing: its one write is a dry-run that no action makes, to hear whether an admission policy refuses.
Exit code 0: nothing to mend; 1: a finding; 3: something did not answer; 2: a setting that cannot be read. Beside the running
service the data folder is in use, and doctor says so.

It does not see Roles in other namespaces than its own and \`kube-system\`. Each fault below is planted by a test, which asks
for the line and its mend (\`test/doctor\`); this page is made from them (\`npm test -- test/docs -u\`).

| fault | line | status |
|---|---|---|
`;

describe('docs/doctor.md', () => {
  it('lists every fault that a test plants', async () => {
    const rows = faults.map(({ what, name, status }) => `| ${what} | ${name} | ${status} |\n`);
    expect(rows.length).toBeGreaterThanOrEqual(20);
    await expect(head + rows.join('')).toMatchFileSnapshot('../../docs/doctor.md');
  });
});
