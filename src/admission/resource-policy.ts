import { markerAnnotation } from '../actions/marked-patch.ts';
import { apiVersions } from '../evidence/kinds.ts';
import { groupOf } from '../domain/objects.ts';
import { anyGlobMatches } from '../guardrails/policies/glob.ts';
import type { AllowedWrite, ResourceWrites } from './allowed-writes.ts';
import { anyGlob, at, every, list, literal, not, sameBut, some } from './cel.ts';
import { commonVariables, hasTemplate, type Variable } from './common-variables.ts';
import type { PolicySpec, ResourceRule } from './manifests.ts';
import { allows, denies, type RuleView } from './rule-condition.ts';
import { madeShape, ownerName, type Source, sourcesOf } from './owner-shape.ts';

/** What holds of every write, whatever the rules say. */
export interface Bounds {
  readonly users: readonly string[];
  /** Globs: the protected namespaces and Firebreak's own. */
  readonly closedNamespaces: readonly string[];
  /** The CronJobs that there are. */
  readonly cronJobs: readonly Source[];
}

type Validation = PolicySpec['validations'][number];

/** The policy of one resource: a write has to look like one of the allowed actions, on an object that is open. */
export function resourcePolicy(resource: ResourceWrites, bounds: Bounds): PolicySpec {
  const actions = actionVariables(resource.writes);
  const { users, closedNamespaces } = bounds;
  return {
    name: policyName(resource),
    rules: [ruleOf(resource)],
    users,
    variables: [...commonVariables(resource.kind), ...sourcesVariable(resource.writes, bounds), ...actions],
    validations: [
      ...openObject(closedNamespaces),
      ...sealedFields,
      {
        expression: some(actions.map(({ name }) => `variables.${name}`)),
        message: `no rule of Firebreak's policies allows this write on ${resource.resource}`,
      },
    ],
  };
}

export function policyName({ apiGroup, resource }: Pick<ResourceWrites, 'apiGroup' | 'resource'>): string {
  return `firebreak-${resource}${apiGroup === '' ? '' : `.${apiGroup}`}`;
}

/** The operations on a resource that some action makes; everything else is refused as a whole. */
export function ruleOf({ apiGroup, resource, kind, writes }: ResourceWrites): ResourceRule {
  const known = Object.entries(apiVersions).find(
    ([name, apiVersion]) => name === kind && groupOf(apiVersion) === apiGroup,
  );
  return {
    apiGroups: [apiGroup],
    apiVersions: [known === undefined ? '*' : known[1].slice(known[1].indexOf('/') + 1)],
    operations: [...new Set(writes.map(({ shape }) => shape.operation))].toSorted(),
    resources: [resource],
  };
}

/** One variable for each action: the write looks like it, a rule allows it, and none denies it. */
function actionVariables(writes: readonly AllowedWrite[]): readonly Variable[] {
  return writes.map((write, index) => ({
    name: `${write.action.replaceAll('-', '_')}_${index}`,
    expression: every([
      `request.operation == ${literal(write.shape.operation)}`,
      ...looksLike(write),
      ...(write.shape.makes === undefined ? ruled(write) : placeRuled(write)),
    ]),
  }));
}

function looksLike({ shape, kind }: AllowedWrite): readonly string[] {
  if (shape.makes !== undefined) return [...madeShape(shape.makes), ...shape.only];
  if (shape.operation === 'DELETE') return [...boundDelete, ...shape.only];
  return [...(hasTemplate(kind) ? ['variables.imagesKnown'] : []), ...shape.only];
}

function ruled({ allow, deny, shape }: AllowedWrite): readonly string[] {
  const view: RuleView = {
    shape,
    name: 'variables.name',
    ...(shape.operation === 'CREATE' ? {} : { before: 'variables.oldLabels' }),
    ...(shape.operation === 'DELETE' ? {} : { after: 'variables.labels' }),
    oldObject: 'oldObject',
  };
  return [some(allow.map((rule) => allows(rule, view))), ...deny.map((rule) => not(denies(rule, view)))];
}

/** Of what is made from another object this policy sees the place alone; the one with that object sees the rest. */
function placeRuled({ allow, deny, shape }: AllowedWrite): readonly string[] {
  const view: RuleView = { shape, name: ownerName, oldObject: 'oldObject' };
  const places = allow.map(({ labels: _labels, when: _when, ...rule }) => allows(rule, view));
  const denied = deny.filter(({ labels, when }) => labels === undefined && when === undefined);
  return [
    `variables.place + "/" + ${ownerName} in variables.${boundVariable}`,
    some(places),
    ...denied.map((rule) => not(denies(rule, view))),
  ];
}

/** What new objects may be made from: a list of `namespace/name` of everything that has a binding. */
export const boundVariable = 'bound';

function sourcesVariable(writes: readonly AllowedWrite[], bounds: Bounds): readonly Variable[] {
  if (writes.every(({ shape }) => shape.makes === undefined)) return [];
  const texts = boundSources(writes, bounds).map(({ namespace, name }) => `${namespace}/${name}`);
  return [{ name: boundVariable, expression: list(texts) }];
}

/** The objects that others may be made from, by what the rules name and by what there is. */
export function boundSources(
  writes: readonly AllowedWrite[],
  { cronJobs, closedNamespaces }: Bounds,
): readonly Source[] {
  const sources = writes
    .filter(({ shape }) => shape.makes !== undefined)
    .flatMap(({ allow }) => allow.flatMap((rule) => sourcesOf(rule, cronJobs)))
    .filter(({ namespace }) => !anyGlobMatches(closedNamespaces, namespace));
  const unique = new Map(sources.map((source) => [`${source.namespace}/${source.name}`, source]));
  return [...unique.keys()].toSorted().flatMap((key) => unique.get(key) ?? []);
}

/** A delete names the life that it means, and takes along what the object owns. */
const boundDelete: readonly string[] = [
  'has(request.options.preconditions)',
  'has(request.options.preconditions.uid)',
  'request.options.preconditions.uid == oldObject.metadata.uid',
  'has(request.options.propagationPolicy)',
  'request.options.propagationPolicy == "Background"',
];

const ownLabel = '"app.kubernetes.io/name"';

function openObject(closedNamespaces: readonly string[]): readonly Validation[] {
  const isOwn = (labels: string) => `${ownLabel} in ${labels} && ${labels}[${ownLabel}] == "firebreak"`;
  return [
    {
      expression: not(anyGlob('variables.place', closedNamespaces)),
      message: 'the namespace is protected from Firebreak',
    },
    {
      expression: not(some([isOwn('variables.labels'), isOwn('variables.oldLabels')])),
      message: 'Firebreak does not touch its own objects',
    },
  ];
}

const marker = literal(markerAnnotation);
/** Fields that the API server itself sets with every write. */
const serverFields = ['generation', 'managedFields', 'resourceVersion'];
const foreignAnnotations = (one: string, other: string) =>
  `${one}.all(k, !k.startsWith("firebreak.dev/") || k == ${marker} || (k in ${other} && ${one}[k] == ${other}[k]))`;

const sealedFields: readonly Validation[] = [
  {
    expression: `request.operation == "DELETE" || (${every([
      `${marker} in variables.annotations`,
      `variables.annotations[${marker}].matches("^[A-Za-z0-9][A-Za-z0-9_.:-]{0,127}$")`,
      `!(${marker} in variables.oldAnnotations) || variables.annotations[${marker}] != variables.oldAnnotations[${marker}]`,
    ])})`,
    message: `a write of Firebreak sets the annotation ${markerAnnotation}, each its own`,
  },
  {
    expression: `request.operation != "UPDATE" || (${every([
      sameBut('object.metadata', 'oldObject.metadata', ['labels', 'annotations', ...serverFields]),
      `${at('object', ['status'], '{}')} == ${at('oldObject', ['status'], '{}')}`,
      foreignAnnotations('variables.annotations', 'variables.oldAnnotations'),
      foreignAnnotations('variables.oldAnnotations', 'variables.annotations'),
    ])})`,
    message: 'identity, ownership, lifetime and status are not for Firebreak to change',
  },
  {
    expression: `request.operation != "CREATE" || dyn(object.metadata).all(f, f in ${list([
      'name',
      'namespace',
      'uid',
      'creationTimestamp',
      'labels',
      'annotations',
      'ownerReferences',
      ...serverFields,
    ])})`,
    message: 'a new object has no finalizers and no lifetime of its own',
  },
];
