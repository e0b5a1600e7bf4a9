import { listAt, textAt } from '../../domain/fields.ts';
import { type KubernetesObject, refOf } from '../../domain/objects.ts';
import type { ReasonCode } from '../../domain/reasons.ts';
import type { ApiRequest } from '../../domain/request.ts';
import { type ClusterDryRun, ClusterError } from '../../ports/cluster.ts';
import { type RefusalReason, refusalReason } from '../dry-run/refusal-reason.ts';
import { podTemplateOf } from '../workloads/pod-template.ts';

/** What the API server says of a Pod made from a template. */
export type TrialAnswer =
  | { readonly answer: 'accepted' }
  | {
      readonly answer: 'rejected';
      readonly reason: ReasonCode;
      readonly message: string;
      readonly remedy?: string;
    }
  | { readonly answer: 'not-asked'; readonly message: string };

/**
 * Asks the API server about a Pod, as it never rejects the object that holds the template
 * (https://kubernetes.io/docs/concepts/security/pod-security-admission/#workload-resources-and-pod-templates).
 */
export async function askAboutPod(dryRun: ClusterDryRun, workload: KubernetesObject): Promise<TrialAnswer> {
  const request = trialPodRequest(workload);
  if (request === undefined) return { answer: 'accepted' };
  try {
    await dryRun.dryRun(request);
    return { answer: 'accepted' };
  } catch (cause) {
    if (!(cause instanceof ClusterError)) throw cause;
    if (cause.code === 'rejected' || cause.code === 'invalid') {
      return { answer: 'rejected', message: cause.message, ...ofPod(refusalReason(cause)) };
    }
    const namespace = workload.metadata.namespace ?? '';
    const message =
      cause.code === 'forbidden'
        ? `the planner identity lacks the right to create pods in namespace ${namespace}, as a dry-run too: ${cause.message}`
        : cause.message;
    return { answer: 'not-asked', message };
  }
}

/** What only says that the request is refused says, of a Pod, that pods of the template are. */
function ofPod(refusal: RefusalReason): RefusalReason {
  const isGeneral = refusal.reason === 'dry-run.rejected' || refusal.reason === 'dry-run.invalid';
  return isGeneral ? { reason: 'pod-security.rejected-by-api-server' } : refusal;
}

/** The create request of a Pod as the workload's controller would make it; undefined without a template. */
export function trialPodRequest(workload: KubernetesObject): (ApiRequest & { verb: 'create' }) | undefined {
  const template = podTemplateOf(workload);
  if (template === undefined) return undefined;
  // A name that no controller gives, and short enough for a hostname.
  const stem = workload.metadata.name.slice(0, 40).replace(/[^a-z0-9]+$/u, '');
  const { namespace } = workload.metadata;
  // The API server takes ephemeral containers on running pods only, and the scheduler chooses the node.
  const { ephemeralContainers: _debug, nodeName: _node, ...spec } = Object(template.spec) as PodSpecFields;
  const object: KubernetesObject = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: `${stem}-firebreak-trial`,
      ...(namespace === undefined ? {} : { namespace }),
      ...template.metadata,
    },
    spec: { ...spec, volumes: [...listAt(spec, 'volumes'), ...claimVolumes(workload)] },
  };
  return { verb: 'create', target: refOf(object), object };
}

type PodSpecFields = Readonly<Record<string, unknown>>;

/** A StatefulSet's controller gives each pod a volume for every claim template. */
function claimVolumes(workload: KubernetesObject): readonly unknown[] {
  return listAt(workload, 'spec', 'volumeClaimTemplates').map((claim) => {
    const name = textAt(claim, 'metadata', 'name') ?? '';
    return { name, persistentVolumeClaim: { claimName: `${name}-${workload.metadata.name}-0` } };
  });
}
