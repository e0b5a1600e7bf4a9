const VALUE_CAP = 200;
const MESSAGE_CAP = 2_000;
const MARK = 'Invalid value: ';

/** Index just past the JSON value or Go-quoted string that begins at `start`; where none does, `start`. */
function endOfValue(text: string, start: number): number {
  let depth = 0;
  let quoted = false;
  for (let index = start; index < text.length; index += 1) {
    const character = text[index];
    if (quoted) {
      if (character === '\\') index += 1;
      else if (character === '"') quoted = false;
    } else if (character === '"') quoted = true;
    else if (character === '{' || character === '[') depth += 1;
    else if (character === '}' || character === ']') depth -= 1;
    if (!quoted && depth === 0) return character === undefined || index === start ? start : index + 1;
  }
  return text.length;
}

/**
 * The message of a Status without whole objects. Strict decoding and immutable fields quote the object that was
 * sent, env values included, and such a message goes on to verdicts, logs and prompts.
 */
export function statusMessage(message: string): string {
  let rest = message;
  let kept = '';
  for (let at = rest.indexOf(MARK); at >= 0; at = rest.indexOf(MARK)) {
    const start = at + MARK.length;
    const end = endOfValue(rest, start);
    const value = rest.slice(start, end);
    kept += rest.slice(0, start) + (value.length > VALUE_CAP ? `(${value.length} characters)` : value);
    rest = rest.slice(end);
  }
  const whole = kept + rest;
  return whole.length > MESSAGE_CAP ? `${whole.slice(0, MESSAGE_CAP)}…` : whole;
}
