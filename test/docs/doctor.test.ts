import { describe, expect, it } from 'vitest';
import { faults } from '../doctor/planted-faults.ts';

const head = `# What doctor finds

\`firebreak doctor\` prints the settings with their sources and one line for each look, with the mend where something has to
be done. It changes nothing: it dry-runs what no action does, to hear whether an admission policy refuses, and asks GitHub for a
branch of nothing and a pull request of a branch into itself, to hear whether it is the right that lacks.
The service asks the same 15 seconds after its start, models aside, and logs what it finds; an admin asks it on the
settings page.
Exit code 0: nothing to mend; 1: a finding; 3: something did not answer; 2: a setting that cannot be read. Beside the running
service the data folder is in use, and doctor says so.

\`firebreak doctor --test-alert\`, beside the running service, sends an alert through each Alertmanager and waits up to two
minutes for it. Its label \`firebreak_alert="test"\` makes it a record, never an incident; \`--test-label severity=warning\` adds
what your routes ask for. It ends the alert again.

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
