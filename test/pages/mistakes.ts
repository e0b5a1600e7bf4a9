import type { Example } from '../../src/ledger/failure-patterns/report.ts';
import { attack } from './incidents/hostile.ts';
import { oomScraper } from './incidents/oom-scraper.ts';
import { selectorTrap } from './incidents/selector-trap.ts';

function example(seq: number, change: Partial<Example>): Example {
  return {
    seq,
    index: 0,
    at: `2026-03-04T0${seq % 2}:${String(10 + seq)}:00.000Z`,
    incident: selectorTrap.id,
    source: 'refusal',
    reasons: [],
    layers: [],
    model: 'litellm:claude-haiku',
    alerts: ['HighErrorRate'],
    namespace: 'cardboard',
    causes: ['service.captures-second-workload'],
    action: '',
    kind: 'Service',
    name: '',
    tool: '',
    params: {},
    text: '',
    ...change,
  };
}

/** A selector trap twice, a call for a shell, and a hostile reply that fits no pattern. */
export const mistakes: readonly Example[] = [
  example(1, {
    pattern: 'host-commands',
    source: 'invalid-reply',
    reasons: ['reply.unknown-tool'],
    model: 'bedrock:amazon.nova-micro-v1:0',
    incident: oomScraper.id,
    alerts: ['PodCrashLoopBackOff'],
    tool: 'run_shell',
    params: { command: 'journalctl -u k3s --since "1 hour ago"' },
    text: 'There is no such tool.',
  }),
  ...[2, 3].map((seq) =>
    example(seq, {
      pattern: 'selector-trap',
      reasons: ['selector.captures-second-workload'],
      layers: ['selector'],
      action: 'patch-service-selector',
      name: 'web',
      params: { selector: { 'app.kubernetes.io/component': null } },
      text: 'Service cardboard/web would also send traffic to StatefulSet cardboard/postgres',
    }),
  ),
  example(4, {
    source: 'denial',
    action: 'restart-workload',
    kind: 'Deployment',
    name: 'web',
    text: attack,
  }),
];
