import type { z } from 'zod';
import { incidentDetailSchema } from '../http/api/schemas/incident-detail.ts';
import { incidentListSchema } from '../http/api/schemas/incident-summary.ts';

export type DemoIncident = z.infer<typeof incidentDetailSchema>;

/** The demo talks to the service as anybody would: by HTTP. */
export interface DemoClient {
  postAlerts(payload: unknown): Promise<void>;
  incidents(): Promise<readonly DemoIncident[]>;
  approve(incident: DemoIncident): Promise<void>;
}

export function demoClient(url: string, token: string): DemoClient {
  const request = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const answer: unknown = await response.json();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${JSON.stringify(answer)}`);
    return answer;
  };
  return {
    async postAlerts(payload) {
      await request('POST', '/webhook/alertmanager', payload);
    },
    async incidents() {
      const { incidents } = incidentListSchema.parse(await request('GET', '/api/v1/incidents'));
      const ids = incidents.map((incident) => incident.id).toSorted();
      return Promise.all(
        ids.map(async (id) => incidentDetailSchema.parse(await request('GET', `/api/v1/incidents/${id}`))),
      );
    },
    async approve({ id, proposal }) {
      if (proposal === null) throw new Error('there is nothing to approve');
      await request('POST', `/api/v1/incidents/${id}/decision`, {
        proposal: proposal.id,
        hash: proposal.hash,
        decision: 'approve',
      });
    },
  };
}
