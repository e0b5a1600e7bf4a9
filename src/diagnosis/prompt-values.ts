import type { Incident } from '../domain/incident.ts';
import type { ModelLimits } from './model-limits.ts';
import type { PromptValues } from './prompt.ts';

/** What the namespace map of the policies knows. */
export interface NamespaceKnowledge {
  readonly components: Readonly<Record<string, string>>;
  readonly confusionPairs: readonly (readonly [string, string])[];
}

export interface PromptValueInput {
  readonly incident: Pick<Incident, 'cluster' | 'namespaces'>;
  readonly mark: string;
  readonly taxonomy: Readonly<Record<string, string>>;
  readonly namespaces: NamespaceKnowledge;
  readonly lessons: readonly string[];
  readonly limits: Pick<ModelLimits, 'requests'>;
  readonly maxActions: number;
}

/** The values of the system prompt: from configuration, policies and limits, and nothing that an alert could word. */
export function promptValues(input: PromptValueInput): PromptValues {
  // An alert's label can hold any text; only what can be a namespace's name gets out of the data frames.
  const namespaces = input.incident.namespaces.filter(isNamespaceName);
  const confused = input.namespaces.confusionPairs
    .filter((pair) => pair.some((name) => namespaces.includes(name)))
    .map(([one, other]) => `${one} and ${other} have been mistaken for each other before.`);
  const map = Object.entries(input.namespaces.components).map(
    ([component, namespace]) => `${component} → ${namespace}`,
  );
  return {
    cluster: input.incident.cluster,
    mark: input.mark,
    namespaces: namespaces.length === 0 ? 'no namespace that could be resolved' : namespaces.join(', '),
    namespaceMap: map.length === 0 ? 'nothing is listed' : map.join(', '),
    confused: confused.join(' '),
    lessons:
      input.lessons.length === 0
        ? 'Nothing is known of mistakes with incidents like this one.'
        : input.lessons.map((lesson) => `- ${lesson}`).join('\n'),
    causes: Object.keys(input.taxonomy).join(', '),
    maxRequests: String(input.limits.requests),
    maxActions: String(input.maxActions),
  };
}

/** An RFC 1123 label, as Kubernetes demands of namespaces. */
function isNamespaceName(name: string): boolean {
  return name.length <= 63 && /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(name);
}
