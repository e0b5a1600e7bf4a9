import { type ArchiveQuery, LogArchiveError } from '../../ports/log-archive.ts';

/** Names of objects and containers: nothing in them means anything in LogQL but the dot of a regular expression. */
const objectName = /^[a-z0-9](?:[-a-z0-9.]{0,251}[a-z0-9])?$/u;
/** The alphabet of apimachinery's SafeEncodeString, which name suffixes are written with. */
const suffix = '[bcdfghjklmnpqrstvwxz2456789]{5}';
/** What k8s.io/apiserver/pkg/storage/names keeps of a prefix before it adds a suffix. */
const longestPrefix = 58;

/**
 * A LogQL stream selector of labels that Promtail and Alloy give by default. Names that are none of Kubernetes' are refused
 * with a `LogArchiveError`. https://grafana.com/docs/loki/latest/query/log_queries/#log-stream-selector
 */
export function logSelector({ namespace, of }: Pick<ArchiveQuery, 'namespace' | 'of'>): string {
  const matchers = [
    `namespace=${quoted(namespace)}`,
    ...('job' in of ? [`pod=~${JSON.stringify(podsOfJob(of.job))}`] : [`pod=${quoted(of.pod)}`]),
    ...('pod' in of && of.container !== undefined ? [`container=${quoted(of.container)}`] : []),
  ];
  return `{${matchers.join(',')}}`;
}

/** Loki anchors the expression at both ends. The pods of an Indexed Job have their index before the suffix. */
function podsOfJob(job: string): string {
  const prefix = `${named(job)}-`.slice(0, longestPrefix).replaceAll('.', '[.]');
  return `${prefix}([0-9]+-)?${suffix}`;
}

function quoted(name: string): string {
  return JSON.stringify(named(name));
}

function named(name: string): string {
  if (objectName.test(name)) return name;
  throw new LogArchiveError(`not a name of Kubernetes: ${JSON.stringify(name.slice(0, 80))}`);
}
