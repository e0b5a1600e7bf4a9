import type { Logger } from 'pino';
import type { DegradedComponent } from '../domain/degraded-component.ts';
import type { Clock } from '../ports/clock.ts';

/** What is known of the parts that Firebreak depends on, by how the last calls to each went. */
export interface Components {
  failed(component: string, reason: string): void;
  worked(component: string): void;
  /** Sorted by name. */
  degraded(): readonly DegradedComponent[];
}

/** A single failure is retried within seconds, and is nothing to tell people of. */
const failuresInARow = 2;

export function createComponents({
  clock,
  logger,
}: {
  readonly clock: Clock;
  readonly logger: Logger;
}): Components {
  const failing = new Map<string, DegradedComponent & { readonly failures: number }>();
  return {
    failed(component, reason) {
      const before = failing.get(component);
      const failures = (before?.failures ?? 0) + 1;
      const since = before?.since ?? clock.now().toISOString();
      failing.set(component, { component, since, reason, failures });
      if (failures === failuresInARow) logger.warn({ component, reason, since }, 'a component is degraded');
    },
    worked(component) {
      const before = failing.get(component);
      failing.delete(component);
      if (before === undefined || before.failures < failuresInARow) return;
      logger.info({ component, since: before.since }, 'a component works again');
    },
    degraded: () =>
      [...failing.values()]
        .filter(({ failures }) => failures >= failuresInARow)
        .map(({ component, since, reason }) => ({ component, since, reason }))
        .toSorted((one, other) => (one.component < other.component ? -1 : 1)),
  };
}
