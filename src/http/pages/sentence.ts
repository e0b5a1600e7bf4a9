/**
 * A message as a sentence of its own: layers and checks write theirs so that they can stand after a colon. A name in
 * front, such as `web-0` or `http://…`, keeps its letters.
 */
export function sentence(message: string): string {
  if (message === '') return message;
  const first = /^\p{Ll}+(?=[,:;.?!]?(?:\s|$))/u.exec(message)?.[0] ?? '';
  const begun = first === '' ? message : `${message.charAt(0).toUpperCase()}${message.slice(1)}`;
  return /[.!?:…]$/u.test(begun) ? begun : `${begun}.`;
}
