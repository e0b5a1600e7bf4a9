import type { ActionType } from '../actions/action-type.ts';
import { catalogue } from '../actions/catalogue.ts';
import { rightOn } from '../actions/rights.ts';
import { anyGlobMatches } from '../guardrails/policies/glob.ts';
import { type ActionRule, type Policies, ruleText } from '../guardrails/policies/policies.ts';
import { allowedKinds } from '../rbac/rule-grants.ts';
import { leavesOpen } from './owner-shape.ts';
import { isBlind } from './rule-condition.ts';
import type { WriteShape } from './write-shape.ts';

/** One way in which one action may write one kind, and the rules about it. */
export interface AllowedWrite {
  readonly action: string;
  /** The kind of the action's target: `Deployment`, or `argoproj.io/Rollout`. */
  readonly kind: string;
  readonly shape: WriteShape;
  /** Not empty. */
  readonly allow: readonly ActionRule[];
  readonly deny: readonly ActionRule[];
}

/** The writes on one resource: the API server asks about each resource on its own. */
export interface ResourceWrites {
  readonly apiGroup: string;
  readonly resource: string;
  readonly kind: string;
  readonly writes: readonly AllowedWrite[];
}

/** Every write that some allow rule opens, by the resource that is written. */
export function allowedWrites({ rules }: Policies): readonly ResourceWrites[] {
  const writes = catalogue.flatMap((type) => writesOf(type, rules));
  const kinds = [...new Set(writes.map(writtenKind))].toSorted();
  return kinds.map((kind) => ({
    ...rightOn(kind),
    kind,
    writes: writes.filter((write) => writtenKind(write) === kind),
  }));
}

function writesOf(type: ActionType, rules: readonly ActionRule[]): readonly AllowedWrite[] {
  const about = rules.filter(({ actions }) => anyGlobMatches(actions, type.name));
  const allowing = about.filter(({ effect }) => effect === 'allow');
  const kindsOf = (rule: ActionRule) => allowedKinds(rule, type).map(shortKind);
  const kinds = [...new Set(allowing.flatMap(kindsOf))];
  return kinds.flatMap((kind) => {
    const allow = allowing.filter((rule) => kindsOf(rule).includes(kind));
    const deny = about.filter((rule) => rule.effect === 'deny' && isAbout(rule, kind));
    return type.admission(kind).map((shape) => ({ action: type.name, kind, shape, allow, deny }));
  });
}

/** A bare kind of a deny rule is any group's. */
function isAbout({ kinds }: ActionRule, kind: string): boolean {
  return (
    kinds === undefined ||
    kinds.some((each) => each === '*' || shortKind(each) === kind || each === bareKind(kind))
  );
}

export function writtenKind({ kind, shape }: AllowedWrite): string {
  return shape.makes?.kind ?? kind;
}

function bareKind(kind: string): string {
  return kind.slice(kind.indexOf('/') + 1);
}

/** `Deployment` for `apps/Deployment`; a custom kind keeps its group, so that a namesake is not taken for ours. */
function shortKind(kind: string): string {
  const bare = bareKind(kind);
  return rightOn(bare).apiGroup === rightOn(kind).apiGroup ? bare : kind;
}

/** What the API server cannot hold, for whoever relies on it. */
export function unseenOf(resources: readonly ResourceWrites[]): readonly string[] {
  const writes = resources.flatMap((resource) => resource.writes);
  const lines = writes.flatMap((write) => [
    ...write.shape.unseen.map((unseen) => `${write.action}: CEL does not see ${unseen}.`),
    ...[...write.allow, ...write.deny].flatMap((rule) => [
      ...(isBlind(rule, write)
        ? [
            `${ruleText(rule)}: its condition on parameters is not held, since a ${write.action} does not show them.`,
          ]
        : []),
      ...(write.shape.makes !== undefined && rule.effect === 'allow' && leavesOpen(rule)
        ? [
            `${ruleText(rule)}: ${write.action} is refused for each ${write.kind} that has no binding here, since no policy can ask whether one is there; --live binds those that there are, so make this anew when others come.`,
          ]
        : []),
      ...(rule.params !== undefined && write.shape.params.length === 0
        ? [`${ruleText(rule)}: its bounds on parameters are not held for ${write.action}.`]
        : []),
    ]),
  ]);
  return [...new Set(lines)];
}
