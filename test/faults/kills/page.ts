import type { KillResult } from './kill-run.ts';
import { killTable } from './table.ts';

const head = `# Reliability

\`\`\`sh
npm run build && node scripts/kill-harness.mjs    # needs the real parts (docs/testing.md); writes this page
\`\`\`

The service runs as a process of its own against a real control plane. Deployments run out of memory and Jobs fail, two
Alertmanagers tell of them, people decide over the API, have every fourth fix undone and pull the stop switch every few
seconds, eight incidents at a time. All the while the process is killed with SIGKILL: once right before and right after
every durable write and every call to the outside, then at random times, a fifth of them while it starts. What it left
behind is looked at before it is started again:

| column | counts |
|---|---|
| lost | alerts and decisions that were answered with 200 and are not in the store |
| twice | writes that the API server's audit log holds more than once |
| unaccounted | writes in the audit log that nobody approved, and executions called applied that are not in it |
| stuck | incidents that did not end, alerts that never got one |
| unverifiable | kills after which the ledger or the database did not verify |

`;

const tail = `

Failpoints are no part of the product: \`test/faults/kills/failpoints.mjs\` is loaded into the process from outside and
stands in SQLite's driver and in the HTTP client's diagnostics channels. A durable write that has no name there fails
the harness.

## Other faults

| fault | what holds | shown in |
|---|---|---|
| disk full, I/O errors, a database locked by another process | webhooks are answered with 503, nothing acknowledged is lost, all goes on once it is over | test/faults/storage.test.ts, worker.test.ts |
| a process that dies within a schema migration | the next start runs it whole | src/store/migrations.test.ts |
| the clock set back | everything is looked at anew, on record as \`clock.set-back\`; nothing waits for the old time | test/faults/clock.test.ts |
| the clock set forward | approvals of before are not used; what expired is taken up again while its alert fires | test/faults/clock.test.ts |
| the API server away, however long | \`/readyz\`, the page and \`firebreak_component_degraded\` say so; incidents wait and use up no tries; an outcome that is not known is read from the cluster when it is back | test/faults/cluster-away.test.ts, worker.test.ts, execution.test.ts, verification.test.ts |
| a write or its answer lost | written once, found done | test/faults/killed-after-approval.test.ts |
| death at any of the calls that open a pull request, before GitHub got it or after | one branch, one pull request, with its labels and reviewers; the incidents of the table have no repository, so this stands here | test/faults/pull-request.test.ts, test/pull-requests/host/crashes.test.ts |
| GitHub away, its limits, an expired token, a missing permission, a rule, an archived repository | the approved pull request waits, says why on the page and in Slack, and is opened once that is over | test/pull-requests/host/in-response.test.ts |
| a process frozen past its lease | a second one is refused the data folder; thawed, it goes on and has written once | test/faults/frozen.test.ts |
| a worker that lost its claim | commits nothing | test/faults/worker.test.ts |
| a process that goes down again and again | an incident's tries last twenty minutes at least; what takes the process down each time ends with people | test/faults/crashes-in-a-row.test.ts |
| a log on a full disk, or that nobody reads | lines are dropped and counted in \`firebreak_log_lines_dropped_total\`, and nothing else | test/faults/log.test.ts |

Every write carries tests on the values that it changes, or the uid that it deletes, so that even a repetition is
refused by the API server.

An incident that was being worked on when the process went down is taken up at once by the next one. If that goes down
over it too, the incident rests, 10 s and then twice as long each time, ten minutes at most, while the others go on. So
its eight tries last twenty minutes at least, and what takes the process down each time still ends with people: the
incident is closed as \`failed\` or \`handed-over\`, and says what may have been written. A process that lives for a
second or two at a time and for longer than that, as here, hands over a few whose investigation it never has time for.

`;

/** docs/reliability.md; `storms` is the section that another measurement writes. */
export function reliabilityPage(result: Pick<KillResult, 'kills' | 'findings'>, storms: string): string {
  return head + killTable(result) + tail + storms;
}

/** The section about storms of a page, and what follows it. */
export function stormsOf(page: string): string {
  const start = page.indexOf('## Storms');
  if (start < 0) throw new Error('docs/reliability.md has no section about storms');
  return page.slice(start);
}
