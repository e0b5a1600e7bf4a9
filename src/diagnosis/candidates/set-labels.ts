import { pointer } from '../../domain/json-pointer.ts';
import { refOf, refText } from '../../domain/objects.ts';
import { levels } from '../../guardrails/pod-security/level.ts';
import type { CandidateRule } from './candidate-rule.ts';

const modes = ['enforce', 'warn', 'audit'] as const;

/** Pod Security levels for the namespaces of an incident that is about namespaces; whether the workloads fit is for the guardrails to say. */
export const setLabelsCandidates: CandidateRule = (facts) =>
  (facts.target === undefined || facts.target.kind === 'Namespace' ? facts.of('Namespace') : [])
    .filter(({ object }) => facts.namespaces.includes(object.metadata.name))
    .map(({ id, object }) => ({
      action: 'set-labels',
      target: refOf(object),
      evidence: [id],
      values: Object.fromEntries(
        modes.map((mode) => [pointer('labels', `pod-security.kubernetes.io/${mode}`), levels]),
      ),
      required: [],
      why: `set the Pod Security level that ${refText(refOf(object))} enforces, warns or audits at`,
    }));
