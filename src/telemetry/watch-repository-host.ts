import {
  RepositoryError,
  type RepositoryErrorCode,
  type RepositoryReader,
  type RepositoryWriter,
} from '../ports/repository-host.ts';
import type { Components } from './components.ts';

const component = 'github';

interface RepositoryHost {
  readonly reader: RepositoryReader;
  readonly writer: RepositoryWriter;
}

/** Tells by each call whether the repository host answers us; a refusal of one request is an answer. */
export function watchRepositoryHost(
  { reader, writer }: RepositoryHost,
  components: Components,
): RepositoryHost {
  const watch = async <T>(call: Promise<T>): Promise<T> => {
    try {
      const answer = await call;
      components.worked(component);
      return answer;
    } catch (cause) {
      if (cause instanceof RepositoryError) {
        if (isAway(cause.code)) components.failed(component, cause.code);
        else components.worked(component);
      }
      throw cause;
    }
  };
  return {
    reader: {
      facts: (repository) => watch(reader.facts(repository)),
      tree: (repository, branch) => watch(reader.tree(repository, branch)),
      find: (repository, branch) => watch(reader.find(repository, branch)),
    },
    writer: {
      open: (content) => watch(writer.open(content)),
      comment: (repository, number, marker, body) => watch(writer.comment(repository, number, marker, body)),
    },
  };
}

function isAway(code: RepositoryErrorCode): boolean {
  switch (code) {
    case 'unauthorized':
    case 'rate-limited':
    case 'unreachable':
    case 'server-error':
      return true;
    case 'forbidden':
    case 'not-found':
    case 'archived':
    case 'protected':
    case 'conflict':
    case 'moved':
    case 'invalid':
      return false;
    default:
      return code satisfies never;
  }
}
