import type { AlertSource } from '../ports/alert-source.ts';
import { ClusterError, type ClusterReader } from '../ports/cluster.ts';
import type { LogArchive } from '../ports/log-archive.ts';
import type { MetricsSource } from '../ports/metrics-source.ts';
import { type Model, ModelError } from '../ports/model.ts';
import type { Components } from './components.ts';

/** The failure's code; undefined where it says nothing about the component's health. */
type ReasonOf = (cause: unknown) => string | undefined;

async function watched<T>(
  components: Components,
  component: string,
  call: Promise<T>,
  reasonOf: ReasonOf,
): Promise<T> {
  try {
    const answer = await call;
    components.worked(component);
    return answer;
  } catch (cause) {
    const reason = reasonOf(cause);
    if (reason !== undefined) components.failed(component, reason);
    throw cause;
  }
}

export const clusterComponent = 'kubernetes-api';

/** Tells by each `get` and `list` whether the API server answers; a log is read through a kubelet and tells of that. */
export function watchReader(reader: ClusterReader, components: Components): ClusterReader {
  const watch = <T>(call: Promise<T>) =>
    watched(components, clusterComponent, call, (cause) => {
      if (!(cause instanceof ClusterError)) return undefined;
      if (isAway(cause)) return cause.code;
      // A refusal of one request is an answer.
      components.worked(clusterComponent);
      return undefined;
    });
  return {
    get: (ref) => watch(reader.get(ref)),
    list: (query) => watch(reader.list(query)),
    logs: (query) => reader.logs(query),
  };
}

function isAway({ code }: ClusterError): boolean {
  switch (code) {
    case 'unreachable':
    case 'timeout':
    case 'server-error':
    case 'too-many-requests':
    case 'unauthorized':
      return true;
    case 'forbidden':
    case 'not-found':
    case 'already-exists':
    case 'conflict':
    case 'invalid':
    case 'rejected':
      return false;
    default:
      return code satisfies never;
  }
}

/** A request that is wrong in itself says nothing about the model, and neither does a caller that has given up. */
export function watchModel(model: Model, components: Components): Model {
  return {
    name: model.name,
    complete: (request, signal) =>
      watched(components, `model ${model.name}`, model.complete(request, signal), (cause) => {
        if (signal.aborted || !(cause instanceof ModelError)) return undefined;
        return cause.code === 'context-overflow' || cause.code === 'invalid-request' ? undefined : cause.code;
      }),
  };
}

export function watchAlertSource(source: AlertSource, components: Components): AlertSource {
  return {
    firing: (names, signal) =>
      watched(components, 'alertmanager', source.firing(names, signal), () =>
        signal?.aborted === true ? undefined : 'no-answer',
      ),
  };
}

/** Tells by the rules that Prometheus is asked for: a query may be refused for what it is. */
export function watchMetricsSource(source: MetricsSource, components: Components): MetricsSource {
  return {
    alertExpressions: (name, signal) =>
      watched(components, 'prometheus', source.alertExpressions(name, signal), () =>
        signal.aborted ? undefined : 'no-answer',
      ),
    instant: (expression, at, signal) => source.instant(expression, at, signal),
    range: (expression, span, signal) => source.range(expression, span, signal),
  };
}

export function watchLogArchive(archive: LogArchive, components: Components): LogArchive {
  return {
    read: (query, signal) =>
      watched(components, 'loki', archive.read(query, signal), () =>
        signal.aborted ? undefined : 'no-answer',
      ),
  };
}
