import { refText } from '../../domain/objects.ts';
import type { Inverse, ProposalStep } from '../../domain/proposal.ts';
import type { ReasonCode } from '../../domain/reasons.ts';
import type { ProposedRequest } from '../../domain/request.ts';
import { paramsText } from './params-text.ts';
import { sentence } from './sentence.ts';

/** What passes, and yet people have to know before they approve. */
const worthReading: ReadonlySet<ReasonCode> = new Set(['dry-run.altered', 'dry-run.warned']);

/** What could go wrong with a step, read off the exact request, its inverse and its verdicts. */
export function concernsOf(step: ProposalStep): readonly string[] {
  return [
    effectOf(step.request),
    wayBack(step.inverse),
    ...(step.provisional
      ? [
          'Its dry-run is provisional: an earlier step changes the same object, so it is judged again right before it runs.',
        ]
      : []),
    ...step.verdicts
      .filter((verdict) => verdict.layer !== 'approval')
      .filter(({ outcome, reason }) => outcome === 'hold' || worthReading.has(reason))
      .map((verdict) => sentence(verdict.message)),
  ];
}

function effectOf(request: ProposedRequest): string {
  const target = refText(request.target);
  switch (request.verb) {
    case 'delete':
      return `${target} is deleted${request.options.propagationPolicy === 'Orphan' ? '' : ', and what it owns with it'}.`;
    case 'create':
      return `${target} is created.`;
    case 'open-pull-request':
      return `Nothing changes in the cluster until people merge it into ${request.pullRequest.base} of ${request.pullRequest.repository}.`;
    case 'patch':
      return effectOfPatch(
        request.target.kind,
        target,
        request.patch.map((operation) => operation.path),
      );
  }
}

function effectOfPatch(kind: string, target: string, paths: readonly string[]): string {
  if (paths.some((path) => path.startsWith('/spec/template/'))) {
    return `${target} replaces its pods. If the new ones do not become ready, the roll-out stalls and verification fails.`;
  }
  if (kind === 'Service' && paths.some((path) => path.startsWith('/spec/selector'))) {
    return `${target} sends its traffic to other pods from the moment of the write.`;
  }
  if (kind === 'Namespace' && paths.some((path) => path.startsWith('/metadata/labels'))) {
    return `${target} may admit other pods than before; running pods stay, new ones are judged by the new labels.`;
  }
  return `${target} changes in place.`;
}

function wayBack(inverse: Inverse): string {
  if (!('action' in inverse)) return sentence(`It cannot be taken back: ${inverse.irreversible}`);
  const { action, params } = inverse.action;
  const back = [action, paramsText(params)].join(' ').trim();
  return `It can be taken back: the way back (${back}) is stored before the write.`;
}
