import { refOf, refText } from '../../domain/objects.ts';
import type { CandidateRule } from './candidate-rule.ts';

/** A restart of the workload that the incident is about, or that its unhealthy pods belong to. */
export const restartWorkloadCandidates: CandidateRule = (facts) => {
  const roots = [facts.target, ...facts.pods.filter((pod) => !pod.ready).map(({ root }) => root)];
  return facts.of('Deployment', 'StatefulSet', 'DaemonSet').flatMap(({ id, object }) => {
    const target = refOf(object);
    const involved = roots.some(
      (root) =>
        root?.kind === target.kind && root.namespace === target.namespace && root.name === target.name,
    );
    if (!involved) return [];
    return [
      {
        action: 'restart-workload',
        target,
        evidence: [id],
        values: {},
        required: [],
        why: `restart the pods of ${refText(target)}; helps only where their state is the trouble`,
      },
    ];
  });
};
