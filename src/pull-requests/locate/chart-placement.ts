import { posix } from 'node:path';
import { field, listAt, textAt } from '../../domain/fields.ts';
import { pointerParts, valueAt } from '../../domain/json-pointer.ts';
import type { FieldChange } from '../../domain/manifest-edit.ts';
import { type Json, type KubernetesObject, refText } from '../../domain/objects.ts';
import type { Path } from '../edit/value-steps.ts';
import { readYaml, templated } from '../edit/yaml-text.ts';
import { isProblem, type PullRequestProblem, problem } from '../problem.ts';
import { imageName, tagOf } from './image-name.ts';
import type { FileChange, ManifestFiles } from './manifest-files.ts';
import {
  couldRender,
  type Expression,
  expressionsIn,
  templateText,
  usesOf,
  valuePath,
} from './template-text.ts';

/** A value of a chart, and what it should be. */
interface ChartValue {
  readonly at: Path;
  readonly value: Json | undefined;
  readonly expression: Expression;
}

/**
 * What to change in a file of values so that a chart's template gives a field its value. Only where one template is the
 * object's, the field is one value as it is (`.Values.a.b`, `toYaml`, the tag of an image), and no other place of the
 * chart uses that value.
 */
export function chartChange(
  files: ManifestFiles,
  chart: string,
  path: string,
  change: FieldChange,
  live: KubernetesObject | undefined,
): FileChange | PullRequestProblem {
  const foreign = foreignTo(files, chart, live);
  if (foreign !== undefined) return foreign;
  const folder = `${posix.join(chart, 'templates')}/`;
  const templates = [...files.texts].filter(([name]) => name.startsWith(folder)).map(([, text]) => text);
  const found = templates.flatMap((template) => fieldIn(template, change, live));
  const [only, other] = found;
  if (only === undefined || other !== undefined) {
    const words = only === undefined ? 'No template' : 'More than one template';
    return problem(
      'pull-request.templated',
      `${words} of the chart ${chart} is certain to be that of ${refText(change.object)}.`,
    );
  }
  if (isProblem(only)) return only;
  const guards = only.expression.guards.filter((guard) => usesOf([`{{ ${guard} }}`], only.at) > 0).length;
  if (usesOf(templates, only.at) - guards !== (only.expression.text.includes('.Values') ? 1 : 0)) {
    const words = `The chart ${chart} uses the value ${only.at.join('.')} elsewhere too.`;
    return problem('pull-request.shared-setting', words);
  }
  const { at, value } = only;
  return { path, change: { document: 0, at, ...(value === undefined ? {} : { value }) } };
}

/** A chart that brings others along gives no sign of which of them an object is from, save for this label. */
function foreignTo(
  files: ManifestFiles,
  chart: string,
  live: KubernetesObject | undefined,
): PullRequestProblem | undefined {
  const yaml = files.yaml(posix.join(chart, 'Chart.yaml'));
  const about = yaml === undefined || isProblem(yaml) ? undefined : yaml.values[0];
  const label = live?.metadata.labels?.['helm.sh/chart'];
  const isOwn =
    label?.startsWith(`${textAt(about, 'name') ?? ''}-`) ?? listAt(about, 'dependencies').length === 0;
  if (about !== undefined && isOwn) return undefined;
  return problem(
    'pull-request.templated',
    `It is not certain that the chart ${chart} itself makes the object.`,
  );
}

/** Nothing where the template is not the object's; else the value that gives the field, or why none is certain. */
function fieldIn(
  template: string,
  { object, field: pointer, value }: FieldChange,
  live: KubernetesObject | undefined,
): readonly (ChartValue | PullRequestProblem)[] {
  const { text, expressions } = templateText(template);
  const yaml = readYaml(text);
  if (isProblem(yaml)) return text.includes(`kind: ${object.kind}`) ? [templated()] : [];
  return yaml.values
    .filter(
      (each) =>
        textAt(each, 'kind') === object.kind &&
        couldRender(textAt(each, 'metadata', 'name') ?? '', object.name),
    )
    .map(
      (manifest) =>
        chartValue(manifest, expressions, pointerParts(pointer), {
          live,
          old: valueAt(live, pointer),
          value,
        }) ?? templated(),
    );
}

interface Target {
  readonly live: unknown;
  readonly old: unknown;
  readonly value: Json | undefined;
}

/** Walks the template along the field, to the expression that gives it or something around it. */
function chartValue(
  node: unknown,
  expressions: readonly Expression[],
  parts: readonly string[],
  target: Target,
): ChartValue | undefined {
  const [part, ...rest] = parts;
  if (part === undefined) return scalarValue(node, expressions, target);
  if (Array.isArray(node)) {
    const item = field(target.live, Number(part));
    const name = textAt(item, 'name');
    const exact = node.filter((each) => name !== undefined && textAt(each, 'name') === name);
    // What runs may hold containers that no template has: then a name that could be any is nobody's.
    const isAll = Array.isArray(target.live) && target.live.length === node.length;
    const possible = isAll ? node.filter((each) => couldRender(textAt(each, 'name') ?? '', name ?? '')) : [];
    const same = exact.length > 0 ? exact : possible;
    return same.length === 1 ? chartValue(same[0], expressions, rest, { ...target, live: item }) : undefined;
  }
  if (typeof node !== 'object' || node === null) return undefined;
  if (Object.hasOwn(node, part)) {
    const live = field(target.live, part);
    return chartValue(field(node, part), expressions, rest, { ...target, live });
  }
  const whole = Object.keys(node).filter((key) => expressionsIn(key).isWhole);
  const expression =
    whole.length === 1 ? expressions[expressionsIn(whole[0] ?? '').numbers[0] ?? -1] : undefined;
  const path = expression === undefined ? undefined : valuePath(expression);
  if (expression === undefined || path === undefined || rest.some((each) => /^(?:\d+|-)$/u.test(each)))
    return undefined;
  return { at: [...path, part, ...rest], value: target.value, expression };
}

function scalarValue(
  node: unknown,
  expressions: readonly Expression[],
  { old, value }: Target,
): ChartValue | undefined {
  if (typeof node !== 'string') return undefined;
  const { numbers, isWhole } = expressionsIn(node);
  const expression = expressions[numbers.at(-1) ?? -1];
  const at = expression === undefined ? undefined : valuePath(expression);
  if (expression === undefined || at === undefined) return undefined;
  if (isWhole) return { at, value, expression };
  // An image of which only the tag changes: `repository:tag`, the tag a value of its own.
  if (!/:EXPRESSION\d+END$/u.test(node) || typeof value !== 'string' || typeof old !== 'string')
    return undefined;
  const tag = tagOf(value);
  return imageName(old) === imageName(value) && tag !== undefined && !value.includes('@')
    ? { at, value: tag, expression }
    : undefined;
}
