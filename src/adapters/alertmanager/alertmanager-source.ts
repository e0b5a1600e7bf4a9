import { z } from 'zod';
import { messageOf } from '../../domain/message-of.ts';
import { type AlertLabels, type AlertSource, AlertSourceError } from '../../ports/alert-source.ts';
import { getJson, type HttpJsonOptions } from '../http-json.ts';

export interface AlertmanagerOptions {
  /** The members of one highly available set, each with its path prefix where it has one. */
  readonly urls: readonly string[];
  readonly timeoutMilliseconds: number;
}

const alerts = z.array(z.object({ labels: z.record(z.string(), z.string()) }));

/** Names that mean nothing in a matcher; others are asked for unfiltered, because a payload must not shape a query. */
const plainName = /^[\w:. -]{1,200}$/u;
/** More names than this are asked about with one question for everything. */
const mostFilters = 5;

/**
 * Asks Alertmanager's API v2, which lists what has not ended.
 * https://github.com/prometheus/alertmanager/blob/main/api/v2/openapi.yaml
 */
export function alertmanagerSource({ urls, timeoutMilliseconds }: AlertmanagerOptions): AlertSource {
  return {
    async firing(names, signal) {
      const asked = await Promise.allSettled(
        urls.map((base) => ask(base, names, { timeoutMilliseconds, signal })),
      );
      const answers = asked.filter((each) => each.status === 'fulfilled').map(({ value }) => value);
      if (answers.length > 0) return answers.flat();
      const reasons = asked.flatMap((each) => (each.status === 'rejected' ? [messageOf(each.reason)] : []));
      throw new AlertSourceError(reasons.join('; '));
    },
  };
}

async function ask(
  base: string,
  names: readonly string[],
  options: HttpJsonOptions,
): Promise<readonly AlertLabels[]> {
  const filters = names.length <= mostFilters && names.every((name) => plainName.test(name)) ? names : [''];
  const answers = await Promise.all(filters.map((name) => getJson(alertsUrl(base, name), alerts, options)));
  return answers.flat().map(({ labels }) => labels);
}

function alertsUrl(base: string, name: string): URL {
  const url = apiUrl(base, 'alerts');
  if (name !== '') url.searchParams.set('filter', `alertname="${name}"`);
  return url;
}

/** An address of the API below a configured one, which may end in a slash or a path. */
export function apiUrl(base: string, resource: 'alerts' | 'status'): URL {
  const url = new URL(base);
  url.pathname = `${url.pathname.replace(/\/+$/u, '')}/api/v2/${resource}`;
  return url;
}
