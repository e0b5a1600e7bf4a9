import { type Script, scripts } from '../../../src/diagnosis/scripted-replies.ts';
import { scriptedProposal } from '../../../src/diagnosis/scripted-model.ts';
import type { Script as Replies } from '../../parts/scripted-openai-backend.ts';

const memory = scripts.get('oom-scraper');

/** Raises the limit of what runs out of memory, and deletes the Job that has failed. */
const mending: Script = {
  cause: 'container.oom-killed',
  summary: 'What the rules suspect is what it is.',
  picks(prompt) {
    const job = prompt.candidates.find(({ action }) => action === 'delete-job');
    return job === undefined ? (memory?.picks(prompt) ?? []) : [{ candidate: job, params: {} }];
  },
};

/** A model that mends both troubles of the harness. */
export const mendingModel: Replies = ({ messages }) => {
  const texts = messages.flatMap(({ content }) => (typeof content === 'string' ? [content] : []));
  return { kind: 'tool-calls', calls: [{ name: 'propose', arguments: scriptedProposal(mending, texts) }] };
};

/** A model that does not answer: stages last until its time-out, so that leases are renewed, and given back on SIGTERM. */
export const silentModel: Replies = () => ({ kind: 'hang' });
