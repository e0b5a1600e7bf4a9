import type { Json } from '../domain/objects.ts';
import type { CandidateLine, RefusalLine, ScriptPrompt } from './scripted-prompt.ts';

/** A candidate and its picks, as `propose` takes them. */
export interface ScriptedPick {
  readonly candidate: CandidateLine;
  readonly params: Readonly<Record<string, Json>>;
}

/** What a scripted model says: a fixed line of thought over whatever the prompt offers. */
export interface Script {
  /** For causes that the rules did not name themselves: a code of the taxonomy. */
  readonly cause: string;
  readonly summary: string;
  picks(prompt: ScriptPrompt): readonly ScriptedPick[];
}

const componentPointer = '/selector/app.kubernetes.io~1component';
const enforcePointer = '/labels/pod-security.kubernetes.io~1enforce';

/** Sends the Service's traffic to the wrong component first; once refused, to the one that bears the Service's name. */
const selectorTrap: Script = {
  cause: 'service.captures-second-workload',
  summary:
    'The Service selects the pods of more than one workload, so part of its requests reach the wrong one.',
  picks: ({ candidates, refusals }) => {
    const candidate = candidates.find(
      (one) =>
        one.action === 'patch-service-selector' && textsAt(one, componentPointer).includes(nameOf(one)),
    );
    if (candidate === undefined) return [];
    const own = nameOf(candidate);
    const other = textsAt(candidate, componentPointer).find((component) => component !== own);
    const value = refusals.length === 0 && other !== undefined ? other : own;
    return [{ candidate, params: { ...needed(candidate), [componentPointer]: value } }];
  },
};

/** Labels every namespace `restricted` first; once refused, with the level that each refusal's remedy names. */
const overLabelling: Script = {
  cause: 'namespace.no-pod-security-level',
  summary: 'The namespaces enforce no Pod Security level.',
  picks: ({ candidates, refusals }) =>
    candidates
      .filter(({ action, target }) => action === 'set-labels' && target.startsWith('Namespace '))
      .slice(0, 5)
      .flatMap((candidate) => {
        const level = levelFor(refusals.filter(({ target }) => target === candidate.target));
        if (!textsAt(candidate, enforcePointer).includes(level)) return [];
        return [{ candidate, params: { ...needed(candidate), [enforcePointer]: level } }];
      }),
};

function levelFor(refusals: readonly RefusalLine[]): string {
  if (refusals.length === 0) return 'restricted';
  const remedies = refusals.flatMap(({ because }) => because.map(({ remedy }) => remedy ?? ''));
  const named = remedies.map((remedy) => /enforce=(baseline|restricted)\b/.exec(remedy)?.[1]);
  return named.find((level) => level !== undefined) ?? 'privileged';
}

/** Raises the memory limit to twice what killed the container, where the candidates offer that. */
const oomScraper: Script = {
  cause: 'container.oom-killed',
  summary: 'The container is killed because it needs more memory than its limit allows.',
  picks: ({ candidates }) =>
    candidates
      .filter(({ action }) => action === 'set-resources')
      .slice(0, 1)
      .map((candidate) => {
        const memory = textsAt(candidate, '/limits/memory');
        const value = memory.includes('512Mi') ? '512Mi' : memory[0];
        return {
          candidate,
          params: { ...needed(candidate), ...(value === undefined ? {} : { '/limits/memory': value }) },
        };
      }),
};

/** By the name of the scenario that each is made for. */
export const scripts: ReadonlyMap<string, Script> = new Map([
  ['oom-scraper', oomScraper],
  ['selector-trap', selectorTrap],
  ['over-labelling', overLabelling],
]);

/** The name in a target such as `Service cardboard/web`. */
function nameOf(candidate: CandidateLine): string {
  return candidate.target.split('/').at(-1) ?? '';
}

/** The first value of everything that a candidate cannot do without. */
function needed(candidate: CandidateLine): Readonly<Record<string, Json>> {
  return Object.fromEntries(
    candidate.required.map((pointer): [string, Json] => [pointer, candidate.values[pointer]?.[0] ?? null]),
  );
}

function textsAt(candidate: CandidateLine, pointer: string): readonly string[] {
  return (candidate.values[pointer] ?? []).filter((value) => typeof value === 'string');
}
