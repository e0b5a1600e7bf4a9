import { z } from 'zod';
import { ClusterError } from '../../ports/cluster.ts';
import type { PolicyRule } from '../../rbac/policy-rule.ts';
import { type AccessAttributes, reviewAccess } from './access-review.ts';
import { parseAnswer } from './answer.ts';
import { type Connection, createConnection } from './connection.ts';
import type { KubernetesClusterOptions } from './kubernetes-cluster.ts';

const versionSchema = z.looseObject({ gitVersion: z.string() });
const resourcesSchema = z.looseObject({ resources: z.array(z.looseObject({ name: z.string() })) });
const selfSchema = z.looseObject({
  status: z.looseObject({ userInfo: z.looseObject({ username: z.string() }) }),
});
const texts = z.array(z.string());
const rulesSchema = z.looseObject({
  status: z.looseObject({
    resourceRules: z.array(
      z.object({
        verbs: texts,
        apiGroups: texts.default([]),
        resources: texts.default([]),
        resourceNames: texts.default([]),
      }),
    ),
  }),
});

export interface ServerVersion {
  /** Such as `v1.33.1`. */
  readonly gitVersion: string;
  /** The API server's clock, from the header `Date`; to the second. */
  readonly date?: Date;
}

/** What an API server says of itself and of what an identity may do. Every method throws `ClusterError`. */
export interface ClusterAccess {
  version(): Promise<ServerVersion>;
  /** Whether a group and version such as `metrics.k8s.io/v1beta1` has the resource. */
  serves(groupVersion: string, resource: string): Promise<boolean>;
  mayI(attributes: AccessAttributes): Promise<boolean>;
  /** The user name that the API server gives the identity; undefined where it does not say (before 1.28). */
  whoAmI(): Promise<string | undefined>;
  /** What the identity may do in a namespace, cluster-wide rights included; undefined where it cannot be listed. */
  rulesIn(namespace: string): Promise<readonly PolicyRule[] | undefined>;
  close(): Promise<void>;
}

export function createClusterAccess(options: KubernetesClusterOptions): ClusterAccess {
  const { kubeConfig, timeoutMilliseconds, maxAnswerBytes = 1024 * 1024, signal } = options;
  const connection = createConnection({ kubeConfig, timeoutMilliseconds, maxAnswerBytes, signal });
  return {
    async version() {
      const answer = await connection.send({ method: 'GET', path: '/version' });
      const { gitVersion } = parseAnswer(answer, versionSchema);
      const date = new Date(String(answer.headers['date']));
      return Number.isNaN(date.getTime()) ? { gitVersion } : { gitVersion, date };
    },
    async serves(groupVersion, resource) {
      const answer = connection.send({ method: 'GET', path: `/apis/${groupVersion}` });
      const list = await absentAsUndefined(answer.then((got) => parseAnswer(got, resourcesSchema)));
      return list?.resources.some(({ name }) => name === resource) ?? false;
    },
    mayI: (attributes) => reviewAccess(connection, attributes),
    async whoAmI() {
      const group = 'authentication.k8s.io/v1';
      const self = await ask(connection, group, 'SelfSubjectReview', {}, selfSchema);
      return self?.status.userInfo.username;
    },
    async rulesIn(namespace) {
      const group = 'authorization.k8s.io/v1';
      const review = await ask(
        connection,
        group,
        'SelfSubjectRulesReview',
        { spec: { namespace } },
        rulesSchema,
      );
      return review?.status.resourceRules.map(({ resourceNames, ...rule }) =>
        resourceNames.length === 0 ? rule : { ...rule, resourceNames },
      );
    },
    close: () => connection.close(),
  };
}

/** A question about oneself; undefined where the API server does not serve it. */
async function ask<T>(
  connection: Connection,
  apiVersion: string,
  kind: string,
  question: object,
  schema: z.ZodType<T>,
): Promise<T | undefined> {
  const answer = connection.send({
    method: 'POST',
    path: `/apis/${apiVersion}/${kind.toLowerCase()}s`,
    body: { apiVersion, kind, ...question },
  });
  return absentAsUndefined(answer.then((got) => parseAnswer(got, schema)));
}

async function absentAsUndefined<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (cause) {
    if (cause instanceof ClusterError && (cause.code === 'not-found' || cause.code === 'forbidden')) return;
    throw cause;
  }
}
