import { type TestServer, listen, readJson, sendJson } from '../../parts/json-server.ts';
import { z } from 'zod';

const payloadSchema = z.looseObject({
  alerts: z.array(
    z.looseObject({ fingerprint: z.string(), startsAt: z.string(), status: z.enum(['firing', 'resolved']) }),
  ),
});

export interface AcknowledgedAlert {
  readonly fingerprint: string;
  readonly startsAt: string;
  readonly status: 'firing' | 'resolved';
  /** When the service said that it has it, in milliseconds since the epoch. */
  readonly at: number;
}

/** Stands between Alertmanagers and the service, and remembers what the service has said 200 to. */
export interface Delivery extends TestServer {
  readonly acknowledged: readonly AcknowledgedAlert[];
}

export async function startDelivery(webhookUrl: string): Promise<Delivery> {
  const acknowledged: AcknowledgedAlert[] = [];
  const server = await listen((request, answer) => {
    const forward = async (): Promise<void> => {
      const payload = await readJson(request);
      const { authorization = '' } = request.headers;
      const response = await fetch(webhookUrl, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization },
        body: JSON.stringify(payload),
      });
      if (response.ok) {
        const at = Date.now();
        for (const { fingerprint, startsAt, status } of payloadSchema.parse(payload).alerts) {
          acknowledged.push({ fingerprint, startsAt: new Date(startsAt).toISOString(), status, at });
        }
      }
      sendJson(answer, response.status, {});
    };
    // A service that is not there, or dies while it is told: Alertmanager sends again.
    forward().catch(() => sendJson(answer, 503, {}));
  });
  return { ...server, acknowledged };
}
