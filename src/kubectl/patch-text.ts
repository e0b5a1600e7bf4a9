import type { Json } from '../domain/objects.ts';
import { KubectlRefusal } from './kubectl-refusal.ts';

const deepest = 64;
const token = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],]/gu;

/**
 * The JSON of a patch. Throws `KubectlRefusal` for what is not JSON, and for JSON that two readers may understand
 * differently: a key given twice, `__proto__`, numbers that do not fit a double, nesting beyond 64.
 */
export function parsePatchText(text: string): Json {
  try {
    const parsed = JSON.parse(text, refuseInexact) as Json;
    refuseAmbiguousKeys(text);
    return parsed;
  } catch (cause) {
    if (cause instanceof KubectlRefusal) throw cause;
    throw invalid('the patch is not JSON');
  }
}

function refuseInexact(_key: string, value: unknown): unknown {
  if (typeof value !== 'number') return value;
  if (!Number.isFinite(value) || (Number.isInteger(value) && !Number.isSafeInteger(value))) {
    throw invalid('the patch holds a number that cannot be kept exactly');
  }
  return value;
}

/** JSON.parse keeps the last of two equal keys without a word. The text is JSON already. */
function refuseAmbiguousKeys(text: string): void {
  // One entry an open bracket: the keys of an object so far, or undefined for a list.
  const open: (Set<string> | undefined)[] = [];
  let keyNext = false;
  for (const [part] of text.matchAll(token)) {
    const keys = open.at(-1);
    if (part === '{' || part === '[') {
      open.push(part === '{' ? new Set() : undefined);
      if (open.length > deepest) throw invalid('the patch is nested too deeply');
    } else if (part === '}' || part === ']') open.pop();
    else if (keyNext && keys !== undefined && part !== ',') {
      const key = JSON.parse(part) as string;
      if (keys.has(key)) throw invalid('the patch gives a key twice');
      if (key === '__proto__') throw invalid('the patch has a key __proto__');
      keys.add(key);
    }
    keyNext = part === '{' || part === ',';
  }
}

export function invalid(message: string): KubectlRefusal {
  return new KubectlRefusal('kubectl.patch-invalid', message, 'write the patch as strict JSON');
}
