import { scriptedProposal } from '../../src/diagnosis/scripted-model.ts';
import { scripts } from '../../src/diagnosis/scripted-replies.ts';
import type { Script } from '../parts/scripted-openai-backend.ts';

/** The script of a demonstration, for a backend that speaks OpenAI's wire format. */
export function fromScript(scenario: string): Script {
  const script = scripts.get(scenario);
  if (script === undefined) throw new Error(`there is no script "${scenario}"`);
  return (request) => {
    const texts = request.messages.flatMap(({ content }) => (typeof content === 'string' ? [content] : []));
    return { kind: 'tool-calls', calls: [{ name: 'propose', arguments: scriptedProposal(script, texts) }] };
  };
}
