import type { ProposalStep } from '../../domain/proposal.ts';
import { ObjectName } from './object-name.tsx';
import { paramsText } from './params-text.ts';
import { visible } from './visible.ts';

const mostCharacters = 160;

/** One step in a line: the action, what it sets, on what. What a pull request edits stands in its diff. */
export function StepLine({ step }: { readonly step: Pick<ProposalStep, 'action' | 'request'> }) {
  const { action, request } = step;
  const params = request.verb === 'open-pull-request' ? '' : visible(paramsText(action.params));
  const characters = Array.from(params);
  const shown =
    characters.length > mostCharacters ? `${characters.slice(0, mostCharacters).join('')}…` : params;
  return (
    <span class="incident-target">
      <code>{visible(action.action)}</code>
      {shown === '' ? null : <span>{shown}</span>}
      <ObjectName of={action.target} />
    </span>
  );
}
