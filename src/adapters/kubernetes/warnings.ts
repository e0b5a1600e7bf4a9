/**
 * The texts of `Warning` headers (RFC 7234, 5.5), as the API server writes them: `299 - "text"`, several in one
 * header where a proxy joined them. An unquoted or broken value is kept whole: a warning is never dropped.
 */
const WARNING_VALUE = /\s*\d{3} \S+ "((?:[^"\\]|\\.)*)"(?: "[^"]*")?\s*(?:,|$)/uy;

function unescape(text: string): string {
  return text.replaceAll(/\\(.)/gu, '$1');
}

function textsOf(header: string): string[] {
  const texts: string[] = [];
  let position = 0;
  while (position < header.length) {
    WARNING_VALUE.lastIndex = position;
    const match = WARNING_VALUE.exec(header);
    if (match === null) return [...texts, header.slice(position).trim()];
    texts.push(unescape(match[1] ?? ''));
    position = WARNING_VALUE.lastIndex;
  }
  return texts;
}

export function warningTexts(headers: string | readonly string[] | undefined): readonly string[] {
  const all = headers === undefined ? [] : [headers].flat();
  return all.flatMap(textsOf);
}
