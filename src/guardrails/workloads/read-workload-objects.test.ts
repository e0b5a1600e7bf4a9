import { describe, expect, it } from 'vitest';
import { workload } from '../../../test/support/namespace-objects.ts';
import { recordedCluster } from '../../adapters/dump/recorded-cluster.ts';
import { ClusterError, type ClusterReader } from '../../ports/cluster.ts';
import { readWorkloadObjects } from './read-workload-objects.ts';

const kinds = [
  'Deployment',
  'StatefulSet',
  'DaemonSet',
  'ReplicaSet',
  'Job',
  'CronJob',
  'ReplicationController',
  'Pod',
];
const objects = kinds.map((kind) => workload(kind, kind.toLowerCase()));

function failingFor(kind: string, error: ClusterError): ClusterReader {
  const cluster = recordedCluster(objects);
  return {
    ...cluster,
    list: (query) => (query.kind === kind ? Promise.reject(error) : cluster.list(query)),
  };
}

describe('readWorkloadObjects', () => {
  it('reads every kind that makes pods, in its namespace alone', async () => {
    const elsewhere = {
      ...workload('Deployment', 'other'),
      metadata: { name: 'other', namespace: 'trade-bot' },
    };
    const found = await readWorkloadObjects(recordedCluster([...objects, elsewhere]), 'cardboard');
    expect(found.map(({ kind }) => kind).sort()).toEqual(kinds.toSorted());
  });

  it('finds none of a kind that the cluster does not serve', async () => {
    const cluster = failingFor('ReplicationController', new ClusterError('not-found', 'not served'));
    expect(await readWorkloadObjects(cluster, 'cardboard')).toHaveLength(kinds.length - 1);
  });

  it('throws where it may not look', async () => {
    const cluster = failingFor('CronJob', new ClusterError('forbidden', 'no'));
    await expect(readWorkloadObjects(cluster, 'cardboard')).rejects.toMatchObject({ code: 'forbidden' });
  });
});
