import type { KubernetesObject } from '../../src/domain/objects.ts';
import { type Fault, table } from './fault.ts';
import type { SetUp } from './healthy-set-up.ts';

const admission =
  (change: (objects: readonly KubernetesObject[]) => readonly KubernetesObject[]) =>
  ({ api }: SetUp): void => {
    api.admission = change(api.admission);
  };

const isBinding = (kind: string, name: string) =>
  kind === 'ValidatingAdmissionPolicyBinding' && name === 'firebreak-executor';

/** What doctor finds when it compares the admission policies that are there with the implied ones. */
export const admissionFaults: readonly Fault[] = [
  ...table('finding', [
    [
      'an admission policy is not there',
      admission((objects) => objects.filter(({ metadata }) => metadata.name !== 'firebreak-pods')),
      'admission policies',
      /not there: firebreak-pods/u,
      /firebreak policy admission --live/u,
    ],
    [
      'a binding of an admission policy is not there',
      admission((objects) => objects.filter(({ kind, metadata }) => !isBinding(kind, metadata.name))),
      'admission policies',
      /not bound: firebreak-executor/u,
      /firebreak policy admission --live/u,
    ],
    [
      'an admission policy only warns',
      admission((objects) =>
        objects.map((each) =>
          isBinding(each.kind, each.metadata.name)
            ? { ...each, spec: { ...Object(each['spec']), validationActions: ['Warn'] } }
            : each,
        ),
      ),
      'admission policies',
      /not bound: firebreak-executor/u,
      /firebreak policy admission --live/u,
    ],
    [
      'an admission policy is not as the policies imply',
      admission((objects) =>
        objects.map((each) =>
          each.kind === 'ValidatingAdmissionPolicy' && each.metadata.name === 'firebreak-planner'
            ? { ...each, spec: { ...Object(each['spec']), failurePolicy: 'Ignore' } }
            : each,
        ),
      ),
      'admission policies',
      /other than the policies imply: firebreak-planner/u,
      /firebreak policy admission --live/u,
    ],
    [
      'a CronJob may be run that has no binding',
      admission((objects) => objects.filter(({ metadata }) => !metadata.name.endsWith('-of-shop.nightly'))),
      'admission policies',
      /not bound: firebreak-jobs\.batch-of-shop\.nightly/u,
      /firebreak policy admission --live/u,
    ],
  ]),
  ...table('note', [
    [
      'a CronJob has come that no binding is for',
      ({ api }) => {
        const metadata = { namespace: 'shop', name: 'new' };
        api.cronJobs = [...api.cronJobs, { apiVersion: 'batch/v1', kind: 'CronJob', metadata }];
      },
      'admission policies',
      /have come since, and are not run: shop\/new/u,
      /firebreak policy admission --live/u,
    ],
  ]),
];
