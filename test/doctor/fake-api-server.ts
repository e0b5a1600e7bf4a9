import type { IncomingMessage, ServerResponse } from 'node:http';
import { stringify } from 'yaml';
import { z } from 'zod';
import { listen, readJson, sendJson, type TestServer } from '../parts/json-server.ts';
import { loadPolicies, packagedPolicies } from '../../src/guardrails/policies/load-policies.ts';
import { admissionPolicies } from '../../src/admission/admission-policies.ts';
import { policyManifests } from '../../src/admission/manifests.ts';
import type { KubernetesObject } from '../../src/domain/objects.ts';
import { leastRights } from '../../src/rbac/least-rights.ts';
import { type PolicyRule, policyRules } from '../../src/rbac/policy-rule.ts';

/** What an API server of a healthy set-up says; a fault changes a field of it. */
export interface ApiServerState {
  gitVersion: string;
  /** How far its clock is ahead, in seconds. */
  aheadSeconds: number;
  servesPolicies: boolean;
  servesMetrics: boolean;
  /** Whether admission policies refuse what no action does. */
  holds: boolean;
  /** ValidatingAdmissionPolicies and their bindings. */
  admission: readonly KubernetesObject[];
  cronJobs: readonly KubernetesObject[];
  readonly users: Record<'planner' | 'executor', { name: string; rules: readonly PolicyRule[] }>;
}

export interface FakeApiServer extends TestServer {
  readonly state: ApiServerState;
  /** The token is the identity's name here. */
  kubeConfigFor(identity: 'planner' | 'executor'): string;
}

const review = z.looseObject({
  spec: z
    .looseObject({
      resourceAttributes: z
        .looseObject({
          verb: z.string(),
          group: z.string(),
          resource: z.string(),
          subresource: z.string().optional(),
          name: z.string().optional(),
        })
        .optional(),
    })
    .optional(),
});

export function healthy(): ApiServerState {
  const policies = loadPolicies(packagedPolicies);
  const needed = leastRights(policies);
  const account = (name: string) => ({ kind: 'ServiceAccount', namespace: 'firebreak', name }) as const;
  const subjects = { planner: account('firebreak-planner'), executor: account('firebreak-executor') };
  const cronJob = { namespace: 'shop', name: 'nightly' };
  const rulesOf = (identity: 'planner' | 'executor') =>
    policyRules(needed[identity].map(({ grant }) => grant));
  return {
    gitVersion: 'v1.34.1',
    aheadSeconds: 0,
    servesPolicies: true,
    servesMetrics: true,
    holds: true,
    admission: admissionPolicies(policies, subjects, [cronJob]).policies.flatMap(policyManifests),
    cronJobs: [{ apiVersion: 'batch/v1', kind: 'CronJob', metadata: cronJob }],
    users: {
      planner: { name: 'system:serviceaccount:firebreak:firebreak-planner', rules: rulesOf('planner') },
      executor: { name: 'system:serviceaccount:firebreak:firebreak-executor', rules: rulesOf('executor') },
    },
  };
}

/** As much of an API server as doctor asks: it decides by RBAC rules, and holds one Deployment. */
export async function startFakeApiServer(): Promise<FakeApiServer> {
  const state = healthy();
  const server = await listen((request, response) => {
    answer(state, request, response).catch((error: unknown) =>
      sendJson(response, 500, status(500, String(error))),
    );
  });
  return {
    ...server,
    state,
    kubeConfigFor: (identity) =>
      stringify({
        clusters: [{ name: 'fake', cluster: { server: server.url, 'insecure-skip-tls-verify': true } }],
        users: [{ name: identity, user: { token: identity } }],
        contexts: [{ name: 'fake', context: { cluster: 'fake', user: identity } }],
        'current-context': 'fake',
      }),
  };
}

async function answer(
  state: ApiServerState,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const date = new Date(Date.now() + state.aheadSeconds * 1000).toUTCString();
  const send = (code: number, body: unknown) => sendJson(response, code, body, { date });
  const token = /^Bearer (planner|executor)$/u.exec(request.headers.authorization ?? '')?.[1];
  if (token !== 'planner' && token !== 'executor') return send(401, status(401, 'Unauthorized'));
  const user = state.users[token];
  const { pathname } = new URL(request.url ?? '/', 'http://fake');
  const may = (asked: Asked) => user.rules.some((rule) => allows(rule, asked));

  switch (`${request.method} ${pathname}`) {
    case 'GET /version':
      return send(200, { gitVersion: state.gitVersion });
    case 'GET /apis/admissionregistration.k8s.io/v1':
      return send(
        200,
        resources(
          ...(state.servesPolicies
            ? ([
                ['ValidatingAdmissionPolicy', 'validatingadmissionpolicies'],
                ['ValidatingAdmissionPolicyBinding', 'validatingadmissionpolicybindings'],
              ] as const)
            : []),
        ),
      );
    case 'GET /apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies':
      return send(200, listOf('ValidatingAdmissionPolicy', state.admission));
    case 'GET /apis/admissionregistration.k8s.io/v1/validatingadmissionpolicybindings':
      return send(200, listOf('ValidatingAdmissionPolicyBinding', state.admission));
    case 'GET /apis/batch/v1':
      return send(200, resources(['CronJob', 'cronjobs']));
    case 'GET /apis/batch/v1/cronjobs':
      return send(200, listOf('CronJob', state.cronJobs));
    case 'GET /apis/metrics.k8s.io/v1beta1':
      if (!state.servesMetrics)
        return send(404, status(404, 'the server could not find the requested resource'));
      return send(200, resources(['PodMetrics', 'pods']));
    case 'GET /apis/apps/v1':
      return send(200, resources(['Deployment', 'deployments']));
    case 'POST /apis/authentication.k8s.io/v1/selfsubjectreviews':
      return send(201, { status: { userInfo: { username: user.name } } });
    case 'POST /apis/authorization.k8s.io/v1/selfsubjectrulesreviews':
      return send(201, { status: { resourceRules: user.rules, incomplete: false } });
    case 'POST /apis/authorization.k8s.io/v1/selfsubjectaccessreviews': {
      const { spec } = review.parse(await readJson(request));
      const asked = spec?.resourceAttributes;
      if (asked === undefined) return send(422, status(422, 'no resourceAttributes'));
      const { resource, subresource } = asked;
      return send(201, {
        status: {
          allowed: may({
            ...asked,
            resource: subresource === undefined ? resource : `${resource}/${subresource}`,
          }),
        },
      });
    }
    case 'GET /apis/apps/v1/deployments':
      return send(200, { apiVersion: 'apps/v1', kind: 'DeploymentList', metadata: {}, items: [deployment] });
    case 'PATCH /apis/apps/v1/namespaces/shop/deployments/web': {
      if (request.url?.includes('dryRun=All') !== true) return send(400, status(400, 'doctor never writes'));
      const where = `deployments.apps "web" is forbidden: `;
      if (!may({ verb: 'patch', group: 'apps', resource: 'deployments' }))
        return send(403, status(403, `${where}User "${user.name}" cannot patch resource`));
      if (!state.holds) return send(200, deployment);
      return send(
        403,
        status(
          403,
          `${where}ValidatingAdmissionPolicy 'firebreak-deployments' with binding 'firebreak-deployments' denied request: no`,
        ),
      );
    }
    default:
      return send(404, status(404, `no ${request.method} ${pathname}`));
  }
}

interface Asked {
  readonly verb: string;
  readonly group: string;
  readonly resource: string;
  readonly name?: string | undefined;
}

function allows(rule: PolicyRule, { verb, group, resource, name }: Asked): boolean {
  const covers = (list: readonly string[], value: string) => list.includes('*') || list.includes(value);
  const named = rule.resourceNames === undefined || (name !== undefined && rule.resourceNames.includes(name));
  return (
    covers(rule.verbs, verb) && covers(rule.apiGroups, group) && covers(rule.resources, resource) && named
  );
}

const deployment = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', namespace: 'shop', uid: 'f3b6' },
  spec: {},
};

function resources(...served: readonly (readonly [kind: string, name: string])[]): object {
  const list = served.map(([kind, name]) => ({
    kind,
    name,
    namespaced: !kind.startsWith('ValidatingAdmission'),
    verbs: ['get', 'list'],
  }));
  return { kind: 'APIResourceList', resources: list };
}

function listOf(kind: string, objects: readonly KubernetesObject[]): object {
  const items = objects.filter((each) => each.kind === kind);
  return { apiVersion: items[0]?.apiVersion ?? 'v1', kind: `${kind}List`, metadata: {}, items };
}

function status(code: number, message: string): object {
  const reasons: Readonly<Record<number, string>> = {
    401: 'Unauthorized',
    403: 'Forbidden',
    404: 'NotFound',
  };
  return {
    kind: 'Status',
    apiVersion: 'v1',
    status: 'Failure',
    message,
    reason: reasons[code] ?? 'Unknown',
    code,
  };
}
