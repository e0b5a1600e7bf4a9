import { z } from 'zod';
import { key } from './config-key.ts';
import { url } from './schemas.ts';

const urlList = z
  .union([z.string().transform((text) => text.split(',')), z.array(z.string())])
  .transform((urls) => urls.map((each) => each.trim()))
  .pipe(z.array(url).min(1));

/** Settings of Alertmanager, Prometheus and Loki. */
export const monitoringKeys = {
  alertmanagerUrl: key({
    env: 'ALERTMANAGER_URL',
    schema: urlList,
    secret: true,
    meaning: 'asked whether alerts fire and have ended; several of one set with commas',
  }),
  prometheusUrl: key({
    env: 'PROMETHEUS_URL',
    schema: url,
    secret: true,
    meaning: "asked what the alerts' own expressions give",
  }),
  lokiUrl: key({
    env: 'LOKI_URL',
    schema: url,
    secret: true,
    meaning: 'asked for logs that no kubelet has any more',
  }),
  lokiBearerToken: key({
    env: 'LOKI_BEARER_TOKEN',
    schema: z.string().regex(/^[\w.~+/=-]+$/u, 'a bearer token'),
    secret: true,
    meaning: 'bearer token for Loki; a user and password may stand in its address instead',
  }),
  lokiOrgId: key({
    env: 'LOKI_ORG_ID',
    schema: z.string().regex(/^[\w!.*'()|-]{1,150}$/u, "a tenant id of Loki: letters, digits and !-_.*'()|"),
    meaning: 'tenant of Loki (X-Scope-OrgID), where it has several',
  }),
} as const;
