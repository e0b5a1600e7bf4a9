import {
  type Attempt,
  containerOf,
  create,
  type LiveShop,
  mark,
  merge,
  patch,
  remove,
  restart,
} from './requests.ts';

const core = '/api/v1/namespaces/shop';

/** Queries that look like a dry-run and are none, or two answers to one question. */
const queries = [
  'dryRun=all',
  'dryRun=ALL',
  'dryrun=All',
  'DryRun=All',
  'dryRun',
  'dryRun=',
  'dryRun=true',
  'dryRun=None',
  'dryRun=All%20',
  'dryRun=All%00',
  'dryRun=All,None',
  'dryRun=All&dryRun=',
  'dryRun=&dryRun=All',
  'dryRun=All&dryRun=None',
  'dryRun[]=All',
  'x=1;dryRun=All',
  'options.dryRun=All',
];

/** Writes of the planner that claim to be dry-runs, in every way that is none, and dry-runs of what has no such thing. */
export function dryRunTricks({ pod, url }: LiveShop): readonly Attempt[] {
  const podPath = `${core}/pods/${pod.metadata.name}`;
  const uid = { preconditions: { uid: pod.metadata.uid } };
  const background = { propagationPolicy: 'Background' };
  const evict = (what: string, query: string, deleteOptions: object): Attempt =>
    create(what, `${podPath}/eviction${query}`, {
      apiVersion: 'policy/v1',
      kind: 'Eviction',
      metadata: { name: pod.metadata.name },
      deleteOptions,
    });
  return [
    ...queries.map((query) => patch(`a restart with ?${query}`, `${url.web}?${query}`, restart)),
    {
      ...patch('a restart with a header', url.web, restart),
      headers: { 'dry-run': 'All', dryrun: 'All', 'x-kubernetes-dry-run': 'All' },
    },
    merge('a restart that holds the option', `${url.web}?fieldValidation=Ignore`, {
      ...restart,
      metadata: mark({}),
      dryRun: ['All'],
    }),
    patch(
      'resources with a hash in place of the query',
      `${url.web}#dryRun=All`,
      containerOf({ resources: {} }),
    ),
    remove('a delete whose body says nothing of the dry-run in its query', `${podPath}?dryRun=All`, {
      ...uid,
      ...background,
    }),
    remove('a delete whose body says none', podPath, { ...uid, ...background, dryRun: ['None'] }),
    remove('a delete whose body says nothing', podPath, { ...uid, ...background, dryRun: [] }),
    remove('a delete whose body says a word', podPath, { ...uid, ...background, dryRun: 'All' }),
    remove(
      'pods by a label, the dry-run in the query alone',
      `${core}/pods?labelSelector=app&dryRun=All`,
      background,
    ),
    evict('an eviction whose body says nothing', '', {}),
    evict('an eviction whose body alone says so', '', { dryRun: ['All'] }),
    create('a token, as a dry-run', `${core}/serviceaccounts/builder/token?dryRun=All`, {
      apiVersion: 'authentication.k8s.io/v1',
      kind: 'TokenRequest',
      spec: { audiences: [] },
    }),
    { what: 'exec as a dry-run', method: 'POST', path: `${podPath}/exec?command=sh&dryRun=All` },
    { what: 'the proxy as a dry-run', method: 'POST', path: `${podPath}/proxy/?dryRun=All` },
    {
      what: 'the kubelet as a dry-run',
      method: 'POST',
      path: `${url.node}/proxy/run/shop/web/web?dryRun=All`,
    },
  ];
}
