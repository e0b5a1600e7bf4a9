import { Counter, Gauge, type Registry } from 'prom-client';

/** What is read whenever metrics are. */
export interface ChatState {
  readonly behind: () => Promise<number>;
  /** Absent where clicks come over HTTP. */
  readonly sockets?: () => { readonly connected: number; readonly secondsSincePong?: number };
}

export interface ChatMetrics {
  readonly calls: Counter<'result' | 'code'>;
}

/** Metrics of the chat that incidents are shown in. */
export function installChatMetrics(registry: Registry, state: ChatState): ChatMetrics {
  registry.registerMetric(
    new Gauge({
      name: 'firebreak_chat_behind',
      help: 'Incidents that the chat does not show as they are.',
      registers: [],
      async collect() {
        this.set(await state.behind());
      },
    }),
  );
  registry.registerMetric(
    new Gauge({
      name: 'firebreak_slack_connections',
      help: 'Open Socket Mode connections to Slack.',
      registers: [],
      collect() {
        this.set(state.sockets?.().connected ?? 0);
      },
    }),
  );
  registry.registerMetric(
    new Gauge({
      name: 'firebreak_slack_pong_age_seconds',
      help: "How long ago Slack's last pong came over any connection; 0 before the first.",
      registers: [],
      collect() {
        this.set(state.sockets?.().secondsSincePong ?? 0);
      },
    }),
  );
  return {
    calls: new Counter({
      name: 'firebreak_chat_calls_total',
      help: "Calls that brought the chat up to date, by what became of them; `code` is the chat's word for a failure.",
      labelNames: ['result', 'code'],
      registers: [registry],
    }),
  };
}
