import type { IncidentState } from '../domain/incident.ts';
import { awaitingApproval } from './awaiting-approval.ts';
import { confirmFirst } from './confirm-first.ts';
import { executing } from './executing.ts';
import { following } from './following.ts';
import { investigating } from './investigating.ts';
import { reviewing } from './reviewing.ts';
import { settling } from './settling.ts';
import type { Stage } from './stage.ts';
import { verifying } from './verifying.ts';

/** The way of an incident through the house, in order. */
export const order: readonly Stage[] = [
  settling,
  investigating,
  reviewing,
  awaitingApproval,
  executing,
  following,
  verifying,
].map(confirmFirst);

/** The stage that works on a state; undefined for `closed`, on which nothing works. */
export function stageFor(state: IncidentState): Stage | undefined {
  return order.find((stage) => stage.state === state);
}
