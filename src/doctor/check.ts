/** What one look found: one line for people, with the mend where something has to be done. */
export interface Check {
  readonly name: string;
  /** `finding`: wrong and within reach. `unreachable`: it did not answer. `note`: worth knowing, nothing to do. */
  readonly status: 'ok' | 'note' | 'finding' | 'unreachable';
  readonly message: string;
  readonly mend?: string;
}

/** The planner reads and dry-runs; the executor writes. */
export type Identity = 'planner' | 'executor';
