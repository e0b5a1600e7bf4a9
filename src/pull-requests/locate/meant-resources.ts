import { type ObjectRef, refText } from '../../domain/objects.ts';
import { type PullRequestProblem, problem } from '../problem.ts';
import { isObject, type Resource } from './resources.ts';

/**
 * The namespace into which whoever applies a file puts what names none: that of the configuration, or of the GitOps
 * controller. Undefined where nothing says so.
 */
export type NamespaceAt = (path: string, object: ObjectRef) => string | undefined;

/**
 * Those of the resources that are the object. One that names no namespace, neither itself nor by a kustomization, is
 * only meant where something says into which one it goes: else it may be another namespace's, and that is said.
 */
export function meantResources(
  resources: readonly Resource[],
  ref: ObjectRef,
  namespaceAt: NamespaceAt,
): readonly Resource[] | PullRequestProblem {
  const named = resources.filter((resource) => isObject(resource, ref));
  if (ref.namespace === undefined) return named;
  const spaceOf = ({ namespace, layers, spot }: Resource): string | undefined =>
    namespace ??
    [...layers.toReversed(), spot]
      .map(({ path }) => namespaceAt(path, ref))
      .find((each) => each !== undefined);
  const meant = named.filter((resource) => spaceOf(resource) === ref.namespace);
  const unsaid = named.find((resource) => spaceOf(resource) === undefined);
  if (meant.length > 0 || unsaid === undefined) return meant;
  const words = `${unsaid.spot.path} names no namespace for ${refText(ref)}; a namespace in the configuration says whose it is.`;
  return problem('pull-request.ambiguous', words);
}
