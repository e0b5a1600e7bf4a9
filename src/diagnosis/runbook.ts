export const runbookSections = ['Meaning', 'Impact', 'Diagnosis', 'Mitigation'] as const;
export type RunbookSection = (typeof runbookSections)[number];

/** What people have written down about an alert or a cause. */
export interface Runbook {
  /** Relative to its folder, such as `failed-jobs.md`: its name, by which another folder overrides it. */
  readonly file: string;
  readonly title: string;
  /** Names of alerts. */
  readonly alerts: readonly string[];
  /** Codes of the taxonomy. */
  readonly causes: readonly string[];
  /** Names of the catalogue: what may be right here, never what will be done. */
  readonly actions: readonly string[];
  /** Command lines of kubectl for people, with placeholders such as `{namespace}`. */
  readonly kubectl: readonly string[];
  readonly sections: Readonly<Record<RunbookSection, string>>;
  /** It came with Firebreak. */
  readonly packaged: boolean;
}

/** A mistake in a runbook, at a line that counts from 1. */
export interface RunbookFinding {
  readonly file: string;
  readonly line: number;
  readonly message: string;
  readonly mend: string;
}

export function findingText({ file, line, message, mend }: RunbookFinding): string {
  return `${file}:${line}: ${message}; ${mend}`;
}
