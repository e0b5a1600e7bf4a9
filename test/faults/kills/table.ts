import type { Finding } from './findings.ts';
import type { Kill, KillResult } from './kill-run.ts';

const kinds = ['lost', 'twice', 'unaccounted', 'stuck', 'unverifiable'] as const;

/** Markdown: one row a failpoint, one for the random kills, and the sum. */
export function killTable({ kills, findings }: Pick<KillResult, 'kills' | 'findings'>): string {
  const places = [...new Set(kills.map(({ where }) => where))];
  const placed = findings.map((finding) => ({ kind: finding.kind, where: killBehind(finding, kills) }));
  const row = (name: string, count: number, of: typeof placed) =>
    `| ${name} | ${count} | ${kinds.map((kind) => of.filter((each) => each.kind === kind).length).join(' | ')} |`;
  return [
    `| killed | kills | ${kinds.join(' | ')} |`,
    `|---|${'--:|'.repeat(kinds.length + 1)}`,
    ...places.map((where) =>
      row(
        where,
        kills.filter((kill) => kill.where === where).length,
        placed.filter((each) => each.where === where),
      ),
    ),
    row('**all**', kills.length, placed),
  ].join('\n');
}

/** What was last seen before a kill fell to that kill; what was done wrong after one came of that one. */
function killBehind({ kind, at }: Finding, kills: readonly Kill[]): string | undefined {
  const kill =
    kind === 'lost' || kind === 'stuck'
      ? kills.find((each) => each.at >= at)
      : kills.findLast((each) => each.at <= at);
  return kill?.where;
}
