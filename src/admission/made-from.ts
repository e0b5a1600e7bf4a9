import { markerAnnotation } from '../actions/marked-patch.ts';
import type { AllowedWrite, ResourceWrites } from './allowed-writes.ts';
import { at, every, not, sameBut, some } from './cel.ts';
import { commonVariables } from './common-variables.ts';
import type { ParamBinding, PolicySpec } from './manifests.ts';
import { owner, ownerName, type Source } from './owner-shape.ts';
import { type Bounds, boundSources, policyName, ruleOf } from './resource-policy.ts';
import { allows, denies, type RuleView } from './rule-condition.ts';

/**
 * The policy that holds Jobs against their CronJobs, bound to each CronJob by name: no expression can ask whether an
 * object is there, and a missing parameter refuses, so that a Job of a made-up CronJob does not pass.
 */
export function madeFromPolicies(resource: ResourceWrites, bounds: Bounds): readonly PolicySpec[] {
  const made = resource.writes.filter(({ shape }) => shape.makes !== undefined);
  const name = `${policyName(resource)}-of`;
  return [...new Set(made.map(({ shape }) => shape.makes?.label ?? ''))].map(
    (label): PolicySpec => ({
      name,
      paramKind: { apiVersion: 'batch/v1', kind: 'CronJob' },
      label,
      bindings: boundSources(resource.writes, bounds).map((source) => sourceBinding(name, label, source)),
      rules: [ruleOf({ ...resource, writes: made })],
      users: bounds.users,
      variables: commonVariables(resource.kind),
      validations: [
        {
          expression: every([...likeCronJob(label), some(made.map(ruledBy))]),
          message: 'the Job is not as its CronJob would make it, or no rule allows to run that CronJob',
        },
      ],
    }),
  );
}

/** The binding of such a policy to one CronJob. No namespace has a dot in its name. */
export function sourceBinding(policy: string, label: string, source: Source): ParamBinding {
  return {
    name: `${policy}-${source.namespace}.${source.name}`,
    param: source,
    labels: { [label]: source.name },
  };
}

function ruledBy({ allow, deny, shape }: AllowedWrite): string {
  const view: RuleView = {
    shape,
    name: ownerName,
    before: at('params', ['metadata', 'labels'], '{}'),
    after: 'variables.labels',
    oldObject: 'params',
  };
  return every([
    some(allow.map((rule) => allows(rule, view))),
    ...deny.map((rule) => not(denies(rule, view))),
  ]);
}

const template = 'params.spec.jobTemplate';
const job = 'dyn(object.spec)';
const like = `dyn(${template}.spec)`;

/** What the API server fills in where a Job says nothing: https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/job-v1/ */
const defaults =
  '{"parallelism": [dyn(1)], "completions": [dyn(1)], "backoffLimit": [dyn(6)], "completionMode": [dyn("NonIndexed")], "suspend": [dyn(false)], "manualSelector": [dyn(false)], "podReplacementPolicy": [dyn("TerminatingOrFailed"), dyn("Failed")]}';

/** Labels by which the API server tells the pods of one Job from another's. */
const generatedLabels = [
  'batch.kubernetes.io/controller-uid',
  'batch.kubernetes.io/job-name',
  'controller-uid',
  'job-name',
];

const both = (path: readonly string[]) =>
  [
    at('object', ['spec', 'template', ...path], '{}'),
    at(template, ['spec', 'template', ...path], '{}'),
  ] as const;
const ownLabels = at(template, ['metadata', 'labels'], '{}');
const templateLabels = at(template, ['spec', 'template', 'metadata', 'labels'], '{}');

const likeCronJob = (label: string): readonly string[] => [
  `${owner}.uid == params.metadata.uid`,
  sameBut('variables.labels', `${ownLabels}.size() == 0 ? ${templateLabels} : ${ownLabels}`, [label]),
  sameBut('variables.annotations', at(template, ['metadata', 'annotations'], '{}'), [
    markerAnnotation,
    'cronjob.kubernetes.io/instantiate',
  ]),
  `${job}.all(f, f in ["selector", "template"] || (f in ${like} ? ${job}[f] == ${like}[f] : (f in ${defaults} && ${job}[f] in ${defaults}[f])))`,
  `${like}.all(f, f in ${job})`,
  sameBut(...both([]), ['metadata', 'spec']),
  sameBut(...both(['metadata']), ['labels', 'annotations', 'creationTimestamp']),
  sameBut(...both(['metadata', 'annotations']), []),
  sameBut(...both(['metadata', 'labels']), generatedLabels),
  both(['spec']).join(' == '),
];
