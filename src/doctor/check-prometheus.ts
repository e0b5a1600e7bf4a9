import { z } from 'zod';
import { getJson, HttpJsonError } from '../adapters/http-json.ts';
import type { Check } from './check.ts';

const timeoutMilliseconds = 5_000;
const name = 'prometheus';

/** https://prometheus.io/docs/prometheus/latest/querying/api/#rules */
const rules = z.object({
  data: z.object({ groups: z.array(z.object({ rules: z.array(z.object({ type: z.string() })) })) }),
});

/** Whether Prometheus answers, and is the one that evaluates the alerts' rules. */
export async function checkPrometheus(url: string | undefined, signal: AbortSignal): Promise<Check> {
  if (url === undefined) {
    const message = "none configured: the alerts' own expressions are not evidence";
    return { name, status: 'note', message, mend: 'set PROMETHEUS_URL' };
  }
  const address = new URL(url);
  address.pathname = `${address.pathname.replace(/\/+$/u, '')}/api/v1/rules`;
  try {
    const { data } = await getJson(address, rules, { timeoutMilliseconds, signal });
    const alerting = data.groups.flatMap((group) => group.rules).filter(({ type }) => type === 'alerting');
    if (alerting.length > 0)
      return { name, status: 'ok', message: `answers, with ${alerting.length} alerting rules` };
    return {
      name,
      status: 'finding',
      message: 'answers, and has no alerting rule',
      mend: 'set PROMETHEUS_URL to the one that evaluates the rules of your alerts',
    };
  } catch (cause) {
    if (!(cause instanceof HttpJsonError)) throw cause;
    const mend = 'check PROMETHEUS_URL, with its path prefix, and the way there';
    return { name, status: 'unreachable', message: cause.message, mend };
  }
}
