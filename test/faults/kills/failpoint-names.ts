/**
 * What the service writes durably on the way of an incident, named as `failpoints.mjs` names it: a transaction after
 * the ledger events that it carries, any other write after what it does.
 */
export const durableWrites = [
  'alert.fired',
  'alert.resolved',
  'incident.opened',
  'incidents freed',
  'incidents claimed',
  'incident.settled',
  'evidence.gathered',
  'diagnosis.made',
  'exchanges',
  'model_usage',
  'proposal.made',
  'decision.recorded',
  'proposal.approved',
  'execution.intended',
  'execution.applied',
  'verification.started',
  'a look without news',
  'verification.passed',
  'incident.closed',
  'undo.requested',
  'stop.set',
  'stop.cleared',
  'sessions',
  'incidents renewed',
  'incidents released',
] as const;

/** What the service asks of others. */
export const calls = ['cluster read', 'cluster dry-run', 'cluster write', 'model'] as const;

/** Every point at which the kill harness kills: right before and right after each. */
export const failpoints: readonly string[] = [
  ...durableWrites.flatMap((name) => [`before commit of ${name}`, `after commit of ${name}`]),
  ...calls.flatMap((name) => [`before call: ${name}`, `after call: ${name}`]),
];

/** Reached only while a stage lasts: the model is silent then. */
export const isReachedInLongStages = (failpoint: string): boolean =>
  /incidents re(?:new|leas)ed$/u.test(failpoint);

/** Reached only by a process that is told to stop while a stage is at work. */
export const isReachedOnStop = (failpoint: string): boolean => failpoint.endsWith('incidents released');

/** Those where something has been promised or sent, and is not on record yet: the few that every test run has time for. */
export const delicateFailpoints: readonly string[] = [
  'before commit of alert.fired',
  'after commit of alert.fired',
  'after commit of decision.recorded',
  'after commit of execution.intended',
  'before call: cluster write',
  'after call: cluster write',
  'before commit of execution.applied',
  'after commit of execution.applied',
];

/**
 * Reached only by what the harness's incidents do not do, or not each time: refusals, schema changes.
 * Listed so that a write with a new name does not go unseen.
 */
export const rarelyReached = [
  'alert.rejected',
  'alert.recorded',
  'alert.still-firing',
  'alerts',
  'incident.joined',
  'proposal.refused',
  'proposal.waits',
  'proposal.held',
  'incident.resumed',
  'exchanges.pruned',
  'execution.outcome-unknown',
  'execution.sent-back',
  'execution.dry-run',
  'verification.failed',
  'stage.given-up',
  'settings',
  'schema',
  'kysely_migration',
  'kysely_migration_lock',
] as const;
