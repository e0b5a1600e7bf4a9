import { messageOf } from '../domain/message-of.ts';
import { parseKubectl } from '../kubectl/parse-kubectl.ts';

/** What somebody typed: what each of its actions is to be judged as, or why there is none. */
export type ProposedActions =
  | { readonly ok: true; readonly actions: readonly unknown[] }
  | { readonly ok: false; readonly problem: string; readonly remedy?: string };

/** Each is a dry-run and a few dozen reads. */
const mostActions = 5;

/** Reads typed actions (JSON: one, or an array of them) or one kubectl command line. Nothing is executed. */
export function readProposedActions(text: string, cluster: string): ProposedActions {
  const trimmed = text.trim();
  if (trimmed === '') return { ok: false, problem: 'There is nothing to judge yet.' };
  const read = /^[[{]/u.test(trimmed) ? readJson(trimmed) : readKubectl(trimmed, cluster);
  if (!read.ok || read.actions.length <= mostActions) return read;
  const remedy = 'Use `firebreak check` for more.';
  return { ok: false, problem: `These are ${read.actions.length} actions; ${mostActions} at most.`, remedy };
}

function readJson(text: string): ProposedActions {
  try {
    const value: unknown = JSON.parse(text);
    return { ok: true, actions: Array.isArray(value) ? value : [value] };
  } catch (cause) {
    return { ok: false, problem: `This is not JSON: ${messageOf(cause)}` };
  }
}

function readKubectl(text: string, cluster: string): ProposedActions {
  const parsed = parseKubectl(text, { cluster, namespace: 'default' });
  if (!parsed.ok) {
    const { message, remedy } = parsed;
    return { ok: false, problem: message, ...(remedy === undefined ? {} : { remedy }) };
  }
  if (parsed.readOnly) return { ok: false, problem: 'This command line only reads: it changes nothing.' };
  return { ok: true, actions: parsed.actions };
}
