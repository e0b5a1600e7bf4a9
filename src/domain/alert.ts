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
  /** Firebreak's own observation: there is nobody to ask about it. */
  readonly own?: true;
  /** Absent where there is no Alertmanager to ask: then the webhook is believed. */
  readonly confirmation?: Confirmation;
}

/** What Alertmanager itself said of an alert's status: `unconfirmed` where it was not asked yet, or did not answer. */
export interface Confirmation {
  readonly state: 'confirmed' | 'contradicted' | 'unconfirmed';
  /** RFC 3339; absent until it was asked. */
  readonly at?: string;
}

export type AlertStatus = 'firing' | 'resolved';

/** Whether the alert's end may cancel what waits: a webhook alone cannot where somebody can be asked. */
export function hasEnded({ status, confirmation }: Pick<Alert, 'status' | 'confirmation'>): boolean {
  return status === 'resolved' && (confirmation === undefined || confirmation.state === 'confirmed');
}

/** Whether Alertmanager does not bear out that the alert fires. A denied end does: it says that the alert goes on. */
export function isInDoubt({ status, confirmation }: Pick<Alert, 'status' | 'confirmation'>): boolean {
  if (confirmation === undefined || confirmation.state === 'confirmed') return false;
  return confirmation.state === 'unconfirmed' || status === 'firing';
}

/** Whether an alert may be acted on in a cluster: its `cluster` label, where it has one, names it. */
export function isOfCluster({ labels }: Pick<Alert, 'labels'>, cluster: string): boolean {
  return labels['cluster'] === undefined || labels['cluster'] === cluster;
}

/** The label of alerts that are about Firebreak itself: `own` in its PrometheusRule, `test` where doctor sends one. */
export const ownAlertLabel = 'firebreak_alert';

/** Whether the alert is about Firebreak itself: it is recorded and never acted upon, and people get it elsewhere. */
export function isAboutFirebreak({ labels }: Pick<Alert, 'labels'>): boolean {
  return ['own', 'test'].includes(labels[ownAlertLabel] ?? '');
}

/** The alert's name, or a word for a payload without one. */
export function alertName(alert: Pick<Alert, 'labels'>): string {
  return alert.labels['alertname'] ?? 'unnamed alert';
}
