import { describe, expect, it } from 'vitest';
import { secretsMasked, type Share, textsKept } from '../attacks/secrets/redaction-figures.ts';

const head = `# Redaction

What comes from the cluster is redacted before it is stored, shown or sent to a model: values that are known to be
secret (Firebreak's own tokens) in every encoding, then shapes of secrets, then long random words. The figures are of a
seeded corpus: each kind of secret is made anew several times and put into lines as they stand in logs. A secret counts
as masked when no eight characters in a row of it are left at its start, middle or end. The patterns were written with
these kinds at hand: kinds that nobody thought of will fare worse. This page is made from the code
(\`npm test -- test/docs -u\`).

| secrets | kinds | made | masked |
|---|---|---|---|
`;

const percent = ({ good, all }: Share): string => `${((100 * good) / all).toFixed(1)} %`;
const seeds = [101, 102, 103, 104, 105, 106, 107, 108];

describe('docs/redaction.md', () => {
  it('says how many of at least 1,000 secrets are masked, and how many harmless texts stay readable', async () => {
    const families = await secretsMasked(seeds);
    const kept = await textsKept(seeds);
    const all = [...families.values()].reduce((sum, share) => sum + share.all, 0);
    const masked = [...families.values()].reduce((sum, share) => sum + share.good, 0);
    const rows = [...families].map(
      ([family, share]) => `| ${family} | ${share.all / seeds.length} | ${share.all} | ${percent(share)} |\n`,
    );
    const total = `| **all** | ${all / seeds.length} | ${all} | ${percent({ good: masked, all })} |\n`;
    const readable = `\nOf ${kept.all} texts of ${kept.all / seeds.length} kinds that hold no secret (image digests, uids, trace ids, names with\nhash suffixes, messages about passwords), ${percent(kept)} stay exactly as they are.\n`;

    expect(all).toBeGreaterThanOrEqual(1_000);
    expect(
      masked / all,
      [...families].map(([, { bad }]) => [...bad.keys()].join(', ')).join(' · '),
    ).toBeGreaterThanOrEqual(0.999);
    expect(kept.good / kept.all, [...kept.bad.keys()].join(', ')).toBeGreaterThanOrEqual(0.99);
    await expect(head + rows.join('') + total + readable).toMatchFileSnapshot('../../docs/redaction.md');
  });
});
