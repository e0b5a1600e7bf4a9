import { allowlistLayer } from './allowlist/allowlist-layer.ts';
import { approvalLayer } from './approval/approval-layer.ts';
import { dryRunLayer } from './dry-run/dry-run-layer.ts';
import type { Guardrail } from './guardrail.ts';
import { podSecurityLayer } from './pod-security/pod-security-layer.ts';
import { selectorLayer } from './selector/selector-layer.ts';

/** The five layers, in order. All of them are asked, even when an earlier one has refused. */
export const guardrails: readonly Guardrail[] = [
  allowlistLayer,
  selectorLayer,
  podSecurityLayer,
  dryRunLayer,
  approvalLayer,
];
