import { listAt, textAt } from '../domain/fields.ts';
import { podTemplate } from './views/workload-view.ts';
import type { KubernetesObject } from '../domain/objects.ts';

/** A host that a container is configured to talk to. Of the value that says so, nothing else is kept. */
export interface HostReference {
  readonly container: string;
  /** The environment variable, or `arguments`. */
  readonly variable: string;
  readonly host: string;
  readonly port?: number;
}

const label = '[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?';
const host = `${label}(?:\\.${label}){0,8}`;
const inUrl = new RegExp(
  `[a-z][a-z0-9+.-]*://(?:[^/@\\s]*@)?(?<host>${host})(?::(?<port>\\d{1,5}))?(?![\\w.@-])(?!:[^/\\s]*@)`,
  'giu',
);
const alone = new RegExp(`^(?<host>${host})(?::(?<port>\\d{1,5}))?$`, 'u');
/** As libpq and others take it: `host=db port=5432 dbname=orders`. */
const keywords = new RegExp(
  `(?:^|[\\s;])(?:host|server)=(?<host>${host})(?:,(?<port>\\d{1,5}))?(?=$|[\\s;])`,
  'iu',
);
const portKeyword = /(?:^|[\s;])port=(?<port>\d{1,5})(?=$|[\s;])/iu;
const longestValue = 2_000;

/**
 * Hosts in literal values of environment variables and arguments: in URLs, as `host:port`, as `host=… port=…`, and alone in a variable that
 * says that it holds a host. `DB_PORT` beside `DB_HOST` is its port. References to ConfigMaps and Secrets stay unread.
 */
export function hostReferences(workload: KubernetesObject): readonly HostReference[] {
  const template = podTemplate(workload);
  const containers = [
    ...listAt(template, 'spec', 'initContainers'),
    ...listAt(template, 'spec', 'containers'),
  ];
  return containers.flatMap((container) => {
    const name = textAt(container, 'name') ?? '';
    const variables = listAt(container, 'env').flatMap((entry): readonly Variable[] => {
      const variable = textAt(entry, 'name');
      const value = textAt(entry, 'value');
      return variable === undefined || value === undefined ? [] : [{ variable, value }];
    });
    const words = [...listAt(container, 'command'), ...listAt(container, 'args')].flatMap((word) =>
      typeof word === 'string' ? [{ variable: 'arguments', value: word.replace(/^--?[\w.-]+=/u, '') }] : [],
    );
    return [...variables, ...words].flatMap((one) =>
      hostsIn(one, variables).map((found) => ({ container: name, variable: one.variable, ...found })),
    );
  });
}

interface Variable {
  readonly variable: string;
  readonly value: string;
}

function hostsIn(
  { variable, value }: Variable,
  all: readonly Variable[],
): readonly Pick<HostReference, 'host' | 'port'>[] {
  const text = value.slice(0, longestValue).trim();
  const urls = [...text.matchAll(inUrl)].flatMap(({ groups }) =>
    reference(groups?.['host'], groups?.['port']),
  );
  if (urls.length > 0) return urls;
  const keyword = keywords.exec(text)?.groups;
  if (keyword !== undefined)
    return reference(keyword['host'], keyword['port'] ?? portKeyword.exec(text)?.groups?.['port']);
  return text.split(',').flatMap((part) => {
    const groups = alone.exec(part.trim())?.groups;
    const saysHost = /host|addr|server|endpoint|url|upstream|backend|broker/iu.test(variable);
    if (groups === undefined || (groups['port'] === undefined && !saysHost)) return [];
    return reference(groups['host'], groups['port'] ?? portBeside(variable, all));
  });
}

function reference(
  name: string | undefined,
  port: string | undefined,
): readonly Pick<HostReference, 'host' | 'port'>[] {
  if (name === undefined || /^[\d.]+$/u.test(name) || name === 'localhost') return [];
  const number = Number(port ?? 0);
  return [{ host: name.toLowerCase(), ...(number > 0 && number < 65_536 ? { port: number } : {}) }];
}

function portBeside(variable: string, all: readonly Variable[]): string | undefined {
  const beside = variable.replace(/HOST(?:NAME)?|ADDR(?:ESS)?|SERVER/u, 'PORT');
  const found = all.find((one) => one.variable === beside && beside !== variable)?.value;
  return found !== undefined && /^\d{1,5}$/u.test(found) ? found : undefined;
}

/** The Service that a host names from within a namespace; undefined for hosts outside the cluster. */
export function serviceNamed(
  name: string,
  from: string,
): { readonly name: string; readonly namespace: string; readonly qualified: boolean } | undefined {
  const [service = '', namespace, kind] = name.split('.');
  if (namespace === undefined) return { name: service, namespace: from, qualified: false };
  if (kind === 'svc') return { name: service, namespace, qualified: true };
  return kind === undefined ? { name: service, namespace, qualified: false } : undefined;
}
