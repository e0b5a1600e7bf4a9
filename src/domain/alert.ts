/** An alert as Alertmanager tells of it. The fingerprint names it; `startsAt` tells one life of it from the next. */
export interface Alert {
  readonly fingerprint: string;
  readonly status: AlertStatus;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  /** RFC 3339. */
  readonly startsAt: string;
  /** RFC 3339; present once resolved. */
  readonly endsAt?: string;
  /** Shown to people, never fetched. */
  readonly generatorURL?: string;
}

export type AlertStatus = 'firing' | 'resolved';

/** The alert's name, or a word for a payload without one. */
export function alertName(alert: Pick<Alert, 'labels'>): string {
  return alert.labels['alertname'] ?? 'unnamed alert';
}
