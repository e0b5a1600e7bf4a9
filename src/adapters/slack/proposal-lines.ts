import type { Incident } from '../../domain/incident.ts';
import { refText } from '../../domain/objects.ts';
import type { Proposal, ProposalStep } from '../../domain/proposal.ts';
import { highestRisk } from '../../http/highest-risk.ts';
import { concernsOf } from '../../http/pages/concerns.ts';
import { paramsText } from '../../http/pages/params-text.ts';
import { pageOf } from './buttons.ts';
import { code, codeBlock, lengthOf, link, prose } from './mrkdwn.ts';
import { pullRequestHead } from './pull-request-lines.ts';
import type { RenderSetting } from './render-setting.ts';

/** Longer diffs are a file in the thread. */
const longestDiff = 1_000;
const mostSteps = 5;

/** What would change, exactly, and what could go wrong. */
export function proposalLines({ proposal }: Incident, setting: RenderSetting): readonly string[] {
  if (proposal === undefined) return [];
  const title = proposal.purpose === 'undo' ? '*What would be taken back*' : '*What would change*';
  const changed =
    proposal.changedSince === undefined
      ? []
      : [`*Back for a new decision*: ${prose(proposal.changedSince, 300)}`];
  const left = proposal.steps.length - mostSteps;
  return [
    ...changed,
    `${title} · ${highestRisk(proposal.steps)} risk`,
    ...proposal.steps
      .slice(0, mostSteps)
      .flatMap((step, index) => stepLines(step, index, proposal.steps.length)),
    ...besides(proposal),
    ...(left > 0 ? [`and ${left} more: see the thread${whole(proposal, setting)}`] : []),
    ...(fitsInMessage(proposal)
      ? [codeBlock(diffOf(proposal), longestDiff + 100)]
      : ['The diff is a file in the thread.']),
  ];
}

const mostBesides = 4;

/** What people have to know beside the steps: drift, and what the guardrails kept out. */
function besides({ notes = [], leftOut = [] }: Proposal): readonly string[] {
  return [
    ...notes.slice(0, mostBesides).map((note) => `• ${prose(note, 300)}`),
    ...leftOut.slice(0, mostBesides).map(({ action, target, verdicts }) => {
      const why = prose(verdicts[0]?.message ?? '', 250);
      return `*Not part of it*: ${code(action)} on ${code(target)} was refused: ${why}`;
    }),
  ];
}

/** Whether the whole diff stands in the message. */
export function fitsInMessage(proposal: Proposal): boolean {
  return lengthOf(diffOf(proposal)) <= longestDiff;
}

export function diffOf({ steps }: Proposal): string {
  return steps.map(({ diff }) => diff.trimEnd()).join('\n\n');
}

function stepLines(step: ProposalStep, index: number, of: number): readonly string[] {
  const number = of === 1 ? '' : `${index + 1}. `;
  const { action, inverse } = step;
  const target = refText(action.target);
  const [effect = '', wayBack = '', ...rest] = concernsOf(step);
  // The way back in full stands on the page; what matters here is whether there is one.
  const concerns = [
    withoutName(effect, target),
    'action' in inverse ? 'It can be taken back.' : wayBack,
    ...rest,
  ];
  return [
    `${number}${headOf(step)}`,
    ...concerns.slice(0, mostConcerns).map((concern) => `• ${prose(concern, 250)}`),
  ];
}

const mostConcerns = 5;

/** The action and what it sets; of a pull request what a reviewer would ask first, since its edits stand in the diff. */
function headOf({ action, request }: ProposalStep): string {
  if (request.verb === 'open-pull-request') return pullRequestHead(request.pullRequest);
  const params = paramsText(action.params);
  return `${code(action.action)} on ${code(refText(action.target))}${params === '' ? '' : `: ${prose(params, 200)}`}`;
}

function withoutName(effect: string, name: string): string {
  return effect.startsWith(`${name} `) ? `It${effect.slice(name.length)}` : effect;
}

function whole({ incident }: Proposal, { publicUrl }: RenderSetting): string {
  return publicUrl === undefined ? '' : ` or ${link(pageOf(publicUrl, incident), 'the page')}`;
}
