import type { Redact } from '../ports/redact.ts';

/**
 * Searches each text for secrets once: alerts repeat their labels and annotations, within a group and from one
 * notification to the next. Holds that many characters of texts and then starts anew.
 */
export function rememberRedactions(redact: Redact, mostCharacters: number): Redact {
  const answers = new Map<string, Promise<string>>();
  let characters = 0;
  return (text) => {
    const known = answers.get(text);
    if (known !== undefined) return known;
    if (characters + text.length > mostCharacters) {
      answers.clear();
      characters = 0;
    }
    const answer = redact(text);
    answers.set(text, answer);
    characters += text.length;
    answer.catch(() => answers.delete(text));
    return answer;
  };
}
