/** Whoever sends alerts, asked instead of believed. */
export interface AlertSource {
  /**
   * The labels of every alert of these names that the sender holds as firing, silenced and inhibited ones too. Of several
   * senders one in reach is enough, and what any of them holds is firing. Throws `AlertSourceError`.
   */
  firing(names: readonly string[], signal?: AbortSignal): Promise<readonly AlertLabels[]>;
}

export type AlertLabels = Readonly<Record<string, string>>;

/** No sender of alerts could be asked, or none gave an answer that could be read. */
export class AlertSourceError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'AlertSourceError';
  }
}
