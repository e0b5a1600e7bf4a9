/** How a command ends; see docs/command-line.md. */
export const exitCodes = {
  /** Every outcome is `pass`, `hold` or `skipped`. */
  ok: 0,
  /** At least one `refuse`, or a finding. */
  finding: 1,
  /** Wrong usage, or a file that cannot be read. */
  usage: 2,
  /** Something that the command needs is out of reach. */
  unreachable: 3,
} as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** What a command has of the outside; tests hand in their own. */
export interface CommandLine {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly stdout: (text: string) => void;
  /** What is no text; resolves once there is room for more. Absent where only text can be written. */
  readonly stdoutBytes?: (bytes: Uint8Array) => Promise<void>;
  readonly stderr: (text: string) => void;
  readonly stdin: () => Promise<string>;
  /** The same as it comes; one of the two may be asked, once. */
  readonly stdinChunks: () => AsyncIterable<string>;
  /** A line that is not shown while it is typed; undefined, or absent, where no person types. */
  readonly secret?: (prompt: string) => Promise<string | undefined>;
  /** A line that is shown while it is typed; the same otherwise. */
  readonly ask?: (prompt: string) => Promise<string | undefined>;
  /** A person looks at the output. */
  readonly terminal: boolean;
  /** Aborted by SIGINT and SIGTERM. */
  readonly signal: AbortSignal;
}

/** A mistake of the caller's: one clear line, and exit code 2. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UsageError';
  }
}
