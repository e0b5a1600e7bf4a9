import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'vitest';
import { root } from '../../scripts/prepare.mjs';
import { partMissing } from '../parts/parts.ts';
import { playStorm, type StormFigures, type StormOptions } from '../storm/storm.ts';
import { row } from './percentiles.ts';
import { withSection } from './section.ts';

const storm: StormOptions = {
  groups: 200,
  alertsPerGroup: 50,
  seconds: 60,
  settleSeconds: 30,
  timeoutMs: 540_000,
};

function told(figures: StormFigures): readonly (readonly [string, string])[] {
  const whole = (value: number) => value.toFixed(0);
  return [
    ['alerts sent, to each of two Alertmanagers', whole(figures.sent)],
    ['alerts kept', whole(figures.kept)],
    ['notifications that failed', whole(figures.failedNotifications)],
    ['targets', whole(figures.targets)],
    ['incidents', whole(figures.incidents)],
    ['requests to the models, of which failed', `${figures.modelRequests}, ${figures.modelFailures}`],
    ['incidents that a model diagnosed; triage did the others', whole(figures.diagnosedByModel)],
    ['seconds until each alert had its incident', whole(figures.secondsUntilCorrelated)],
    ['seconds until each incident had its diagnosis', whole(figures.secondsUntilDiagnosed)],
    ['resident memory before, MiB', whole(figures.residentAtRest)],
    ['resident memory at most, MiB', whole(figures.residentAtMost)],
  ];
}

function section(figures: StormFigures): string {
  const lines = told(figures).map(([what, value]) => `| ${what} | ${value} |`);
  return [
    `${storm.groups * storm.alertsPerGroup} alerts in ${storm.seconds} s, in ${storm.groups} groups, from a highly`,
    'available pair of real Alertmanagers, on a real API server, with two models that fail every second request.',
    'Measured by `npm run bench -- test/bench/storm.bench.ts`; a smaller one is in `test/storm`.',
    '',
    '| figure | value |',
    '|---|---|',
    ...lines,
    '',
    'What bounds it: webhooks that come together share a transaction, and what waits for one is limited (beyond that 503,',
    'and Alertmanager sends again); alerts are placed 50 at a time, and the owner of one is asked for once in two seconds;',
    'four incidents are worked on at once; everything else waits in the store. A cause that went by itself twice within an',
    'hour settles twice as long each time it comes back, a quarter of an hour at most, and stays one incident meanwhile.',
  ].join('\n');
}

describe.skipIf(partMissing('control-plane', 'alertmanager'))('a storm of alerts', () => {
  it('from a pair of Alertmanagers, with models that fail half of the time', async () => {
    const figures = await playStorm(storm);
    for (const [what, value] of told(figures)) row(what.padEnd(60), value);
    const file = join(root, 'docs', 'reliability.md');
    const before = existsSync(file) ? readFileSync(file, 'utf8') : '# Reliability\n';
    writeFileSync(file, withSection(before, 'Storms', section(figures)));
  }, 1_200_000);
});
