/** Something that Firebreak depends on, and that has failed more than once in a row. */
export interface DegradedComponent {
  /** `kubernetes-api`, `alertmanager`, `prometheus`, `chat`, or `model NAME`. */
  readonly component: string;
  /** Of the first failure in the row, RFC 3339. */
  readonly since: string;
  /** A code of the newest failure, such as `unreachable`; nobody's own words, which may quote what was sent. */
  readonly reason: string;
}
