import { z } from 'zod';
import { riskTiers } from '../../domain/action.ts';
import { parseQuantity } from '../../domain/quantity.ts';
import { failurePattern } from './failure-pattern-schema.ts';

const glob = z.string().min(1).describe('a name, where * stands for any run of characters');
const globs = z.array(glob).min(1);
const names = z.array(z.string().min(1)).min(1);
const ruleName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9.-]*$/u, 'a name of lower-case letters, digits, dashes and dots')
  .describe('names the rule in verdicts; unique among the rules of its kind');
const quantity = z
  .string()
  .refine((text) => parseQuantity(text) !== undefined, 'a Kubernetes quantity such as 512Mi or 500m')
  .describe('a Kubernetes quantity such as 512Mi or 500m; in quotes where it is a plain number');
// The history of changes goes back a day; a longer limit would not be kept.
const seconds = z.int().min(0).max(86_400);

const paramBound = z
  .strictObject({
    path: z
      .array(z.string().min(1))
      .min(1)
      .describe('one glob a segment; a last segment ** is everything below'),
    quantity: z
      .strictObject({
        min: quantity.exactOptional(),
        max: quantity.exactOptional(),
        minFactor: z
          .number()
          .positive()
          .exactOptional()
          .describe('at least this many times the present value'),
        maxFactor: z
          .number()
          .positive()
          .exactOptional()
          .describe('at most this many times the present value'),
      })
      .exactOptional(),
    integer: z.strictObject({ min: z.int().exactOptional(), max: z.int().exactOptional() }).exactOptional(),
    values: z
      .array(z.union([z.string(), z.number(), z.boolean(), z.null()]))
      .min(1)
      .exactOptional(),
  })
  .describe('describes the values that may stand at one place of the parameters');

const labelSelector = z
  .strictObject({
    matchLabels: z.record(z.string(), z.string()).exactOptional(),
    matchExpressions: z
      .array(
        z.strictObject({
          key: z.string().min(1),
          operator: z.enum(['In', 'NotIn', 'Exists', 'DoesNotExist']),
          values: z.array(z.string()).exactOptional(),
        }),
      )
      .exactOptional(),
  })
  .describe("over the target's own labels");

const actionRule = z.strictObject({
  name: ruleName,
  effect: z.enum(['allow', 'deny']),
  actions: globs.describe('names of the catalogue'),
  kinds: names.exactOptional().describe('Deployment, group/Kind, or *'),
  namespaces: globs.exactOptional().describe('an allow rule without them is about cluster-scoped objects'),
  names: globs.exactOptional(),
  labelSelector: labelSelector.exactOptional(),
  params: z.array(paramBound).min(1).exactOptional(),
  when: z
    .string()
    .min(1)
    .exactOptional()
    .describe('CEL over object, oldObject, params, namespaceObject; an error never allows and always denies'),
  approval: z
    .literal('not-needed')
    .exactOptional()
    .describe(
      'only in an allow rule that names the actions, the objects and every bound: no people are asked',
    ),
  message: z.string().min(1).max(300).exactOptional().describe('for people: why the rule is there'),
});

const approverRule = z.strictObject({
  name: ruleName,
  people: names.exactOptional().describe('names of people, or * for everyone who can sign in'),
  groups: names.exactOptional().describe('groups from OIDC, the proxy, the users file, or people below'),
  tokens: z
    .array(z.string().regex(/^[^*]+$/u, 'the name of one token'))
    .min(1)
    .exactOptional()
    .describe('names of API tokens; a token never counts as the second person'),
  risks: z.array(z.enum(riskTiers)).min(1),
  namespaces: globs.exactOptional().describe('absent: every namespace'),
  actions: globs.exactOptional().describe('names of the catalogue; absent: every action'),
  breakGlass: z
    .boolean()
    .exactOptional()
    .describe('they may approve alone, with a reason and a fresh sign-in, what takes two'),
});

const alias = names.exactOptional();
const knownPerson = z
  .strictObject({
    name: z
      .string()
      .regex(/^[^*]+$/u, 'one name')
      .describe('as rules and the record name them'),
    local: alias.describe('names in the users file; the same name unless given'),
    oidc: alias.describe('subjects, or email addresses that the provider has verified'),
    proxy: alias.describe('user names as the trusted proxy gives them'),
    slack: alias.describe('Slack user ids, such as U024BE7LH'),
    groups: names.exactOptional().describe('groups that they are in whatever a window says'),
  })
  .describe('one person under the names that several windows know them by');

const freeze = z.strictObject({
  name: ruleName,
  from: z.iso.datetime({ offset: true }),
  to: z.iso.datetime({ offset: true }),
  namespaces: globs.exactOptional().describe('absent: every namespace'),
});

const approvals = z.int().min(1).max(2);

const head = {
  apiVersion: z.literal('firebreak.dev/v1'),
  metadata: z.strictObject({ name: z.string().min(1) }),
};

/** The YAML documents of a policy folder, one schema a kind. Unknown fields are errors: a typo must not open a door. */
export const documentSchemas = {
  ActionPolicy: z.strictObject({
    ...head,
    kind: z.literal('ActionPolicy'),
    spec: z.strictObject({ rules: z.array(actionRule) }),
  }),
  NamespaceMap: z.strictObject({
    ...head,
    kind: z.literal('NamespaceMap'),
    spec: z.strictObject({
      components: z.record(z.string().min(1), z.string().min(1)),
      protectedNamespaces: globs,
      podSecurityExemptions: z
        .array(glob)
        .default([])
        .describe('namespaces that the API server exempts from Pod Security on purpose'),
      dependencies: z
        .array(
          z.strictObject({
            from: glob.describe('the namespace of the alert'),
            to: glob.describe('where its cause may lie, and where an action may go'),
          }),
        )
        .default([]),
      confusionPairs: z.array(z.tuple([z.string().min(1), z.string().min(1)])).default([]),
    }),
  }),
  Limits: z.strictObject({
    ...head,
    kind: z.literal('Limits'),
    spec: z.strictObject({
      coolDownSeconds: seconds,
      changesPerHour: z.strictObject({ namespace: z.int().min(0), cluster: z.int().min(0) }),
      concurrentChanges: z.int().min(1),
      breaker: z.strictObject({ failures: z.int().min(1), pauseSeconds: seconds }),
      freezes: z.array(freeze).default([]),
      approvalsNeeded: z.strictObject({ low: approvals, medium: approvals, high: approvals }),
      soleApprover: z
        .strictObject({
          freshSignInSeconds: z.int().min(60).max(3_600),
          waitSeconds: z.int().min(0).max(3_600),
        })
        .default({ freshSignInSeconds: 300, waitSeconds: 600 })
        .describe('instead of a second person, where only one can be told'),
      proposalExpirySeconds: z.int().min(60),
      verificationSeconds: z.int().min(1),
      stableSeconds: z.int().min(0),
      settle: z.array(z.strictObject({ alertname: glob, seconds: z.int().min(0) })).default([]),
    }),
  }),
  Approvers: z.strictObject({
    ...head,
    kind: z.literal('Approvers'),
    spec: z.strictObject({ people: z.array(knownPerson).default([]), rules: z.array(approverRule).min(1) }),
  }),
  FailurePatterns: z.strictObject({
    ...head,
    kind: z.literal('FailurePatterns'),
    spec: z.strictObject({ patterns: z.array(failurePattern) }),
  }),
} as const;

export const policyDocument = z.discriminatedUnion('kind', [
  documentSchemas.ActionPolicy,
  documentSchemas.NamespaceMap,
  documentSchemas.Limits,
  documentSchemas.Approvers,
  documentSchemas.FailurePatterns,
]);

export type PolicyDocument = z.output<typeof policyDocument>;
export type PolicyKind = PolicyDocument['kind'];
export type DocumentOf<K extends PolicyKind> = Extract<PolicyDocument, { readonly kind: K }>;
