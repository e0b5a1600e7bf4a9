import { refText } from '../../domain/objects.ts';
import { globMatches } from '../policies/glob.ts';
import { type NamespaceMap, ruleText } from '../policies/policies.ts';
import type { AllowlistCheck } from './facts.ts';
import { touchedNamespaces } from './touched-objects.ts';

export const protectedNamespace: AllowlistCheck = (facts) => {
  const { protectedNamespaces, source } = facts.policies.namespaceMap;
  for (const namespace of touchedNamespaces(facts)) {
    const glob = protectedNamespaces.find((pattern) => globMatches(pattern, namespace));
    if (glob === undefined) continue;
    return {
      reason: 'allowlist.protected-namespace',
      message: `namespace ${namespace} is protected`,
      rule: ruleText({ source, name: glob }),
      remedy: 'a person has to do this by other means, or the platform owner takes the protection off',
    };
  }
  return undefined;
};

/**
 * An action stays in the namespaces that its alert is about, and those that the map says they depend on; cluster-scoped
 * targets have none.
 */
export const namespaceDiscipline: AllowlistCheck = (facts) => {
  const { incident } = facts.action;
  const claimed = incident === undefined ? undefined : (incident.namespaces ?? [incident.namespace]);
  const scope = facts.scope ?? claimed;
  if (scope === undefined) return undefined;
  const { confusionPairs, dependencies } = facts.policies.namespaceMap;
  const isDependency = (namespace: string) =>
    dependencies.some(
      ({ from, to }) => globMatches(to, namespace) && scope.some((inside) => globMatches(from, inside)),
    );
  const outside = touchedNamespaces(facts).find(
    (namespace) => !scope.includes(namespace) && !isDependency(namespace),
  );
  if (outside === undefined) return undefined;
  const confused = scope.find((inside) =>
    confusionPairs.some((pair) => pair.includes(inside) && pair.includes(outside)),
  );
  const hint = confused === undefined ? '' : `; ${outside} and ${confused} have been mistaken for each other`;
  return {
    reason: 'allowlist.namespace-discipline',
    message: `the alert is about ${scope.join(', ') || 'no namespace'}, the action about ${outside}${hint}`,
    ...(scope.length === 0 ? {} : { remedy: `look for the cause in ${scope.join(', ')}` }),
  };
};

/** Says where a part really lives when its target is not there. */
export const missingTarget: AllowlistCheck = ({ action, change, namespaceExists, policies }) => {
  if (change !== undefined) return undefined;
  const { target } = action;
  const { namespace } = target;
  const home = homeOf(target.name, namespace, policies.namespaceMap);
  const lives =
    home === undefined || home.namespace === namespace
      ? {}
      : { remedy: `${home.component} lives in ${home.namespace}` };
  if (namespace !== undefined && namespaceExists === false) {
    return { reason: 'allowlist.wrong-namespace', message: `there is no namespace ${namespace}`, ...lives };
  }
  return { reason: 'target.not-found', message: `there is no ${refText(target)}`, ...lives };
};

/** The component that the namespace or the target is named after, and where the map says that it lives. */
function homeOf(name: string, namespace: string | undefined, { components }: NamespaceMap) {
  const words = Object.keys(components);
  const component =
    words.find((word) => word === namespace) ??
    words.find((word) => name === word || name.startsWith(`${word}-`)) ??
    words.find((word) => namespace?.startsWith(`${word}-`) === true);
  const home = component === undefined ? undefined : components[component];
  return component === undefined || home === undefined ? undefined : { component, namespace: home };
}
