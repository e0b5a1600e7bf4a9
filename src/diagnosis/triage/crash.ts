import { field } from '../../domain/fields.ts';
import { refText } from '../../domain/objects.ts';
import type { ContainerView } from '../../evidence/views/pod-view.ts';
import { lastTermination } from '../../evidence/views/pod-view.ts';
import { saysConfigRefused, saysReadOnly, saysUnlinked } from '../../evidence/text/trouble-words.ts';
import { restartedLately } from '../../evidence/views/workload-health.ts';
import { templateContainers } from '../../evidence/views/workload-view.ts';
import type { CauseCode } from '../taxonomy.ts';
import type { Facts, SeenPod } from './facts.ts';
import type { Rule } from './rule.ts';
import { finding } from './rule.ts';

interface Reading {
  readonly cause: CauseCode;
  readonly confidence: number;
  readonly what: string;
}

/**
 * Containers that end by themselves, again and again. The exit code names the family, hardly ever the cause: what the
 * application says is in its log, and no action follows from it.
 */
export const crashRule: Rule = (facts) =>
  facts.pods.flatMap((pod) =>
    pod.containers
      .filter((container) => crashes(container, facts.now))
      .flatMap((container) => {
        const reading = read(facts, pod, container);
        if (reading === undefined) return [];
        const { cause, confidence, what } = reading;
        const restarts = container.restarts === 0 ? '' : `, ${container.restarts} restarts so far`;
        const why = `container ${container.name} of ${refText(pod.root)} ${what}${restarts}`;
        const logs = facts.items.filter(
          (item) => item.kind === 'log' && item.ref.name === pod.name && item.status === 'seen',
        );
        const evidence = [pod.id, ...logs.map(({ id }) => id)];
        return [finding({ cause, object: pod.root, confidence, sure: false, why, evidence })];
      }),
  );

function crashes(container: ContainerView, now: Date): boolean {
  const reason = container.waiting?.reason;
  if (reason === 'RunContainerError' || reason === 'CreateContainerError') return true;
  const end = lastTermination(container);
  if (end === undefined || end.reason === 'OOMKilled') return false;
  if (container.init && container.terminated?.exitCode === 0) return false;
  return (
    reason === 'CrashLoopBackOff' ||
    (end.exitCode !== 0 && restartedLately(container, now)) ||
    (container.terminated !== undefined && end.exitCode !== 0)
  );
}

function read(facts: Facts, pod: SeenPod, container: ContainerView): Reading | undefined {
  const end = lastTermination(container);
  const words = `${container.waiting?.message ?? ''} ${end?.message ?? ''}`;
  if (/exec format error/iu.test(words) || saysExecFormat(facts, pod)) {
    return {
      cause: 'container.exec-format',
      confidence: 0.9,
      what: 'cannot run on this architecture (exec format error)',
    };
  }
  const logs = logsOfPod(facts, pod);
  if (logs.some(saysUnlinked))
    return {
      cause: 'container.crash',
      confidence: 0.8,
      what: 'lacks a library that its program is linked with',
    };
  if (
    end?.exitCode === 127 ||
    end?.exitCode === 126 ||
    /executable file not found|no such file or directory|permission denied/iu.test(words)
  ) {
    return { cause: 'container.command-not-found', confidence: 0.85, what: 'cannot run its command' };
  }
  if (end === undefined) return undefined;
  if (isKilledByProbe(facts, pod, end.exitCode)) return undefined;
  if (end.exitCode === 0) {
    const isService = pod.object.metadata.ownerReferences?.some(({ kind }) => kind === 'Job') !== true;
    return isService
      ? { cause: 'container.exits-cleanly', confidence: 0.75, what: 'ends without an error (exit code 0)' }
      : undefined;
  }
  if (logs.some(saysConfigRefused) || (hasReadOnlyRoot(pod, container) && logs.some(saysReadOnly))) {
    return {
      cause: 'container.config-refused',
      confidence: 0.72,
      what: `ends with exit code ${end.exitCode ?? 'unknown'}, and its log refuses its configuration`,
    };
  }
  return {
    cause: 'container.crash',
    confidence: 0.7,
    what: `ends with exit code ${end.exitCode ?? 'unknown'}`,
  };
}

function hasReadOnlyRoot(pod: SeenPod, { name }: ContainerView): boolean {
  const container = templateContainers(pod.object).find((one) => one.name === name);
  return field(container?.raw, 'securityContext', 'readOnlyRootFilesystem') === true;
}

/** The kernel's word reaches a log when the entry point is a script of the wrong kind. */
function saysExecFormat(facts: Facts, pod: SeenPod): boolean {
  return logsOfPod(facts, pod).some((text) => /exec format error/iu.test(text));
}

function logsOfPod(facts: Facts, pod: SeenPod): readonly string[] {
  return facts.logs.filter((log) => log.pod === pod.name).map(({ text }) => text);
}

/** 137 and 143 are the signals that the kubelet ends a container with; then the probe is the cause. */
function isKilledByProbe(facts: Facts, pod: SeenPod, exitCode: number | undefined): boolean {
  const signalled = exitCode === 137 || exitCode === 143;
  return (
    signalled &&
    facts.events.some(
      (event) =>
        event.about === `Pod/${pod.name}` && event.reason === 'Killing' && /probe/iu.test(event.message),
    )
  );
}
