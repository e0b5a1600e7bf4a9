/** Markdown in which the section of a heading of the second level holds this text; added at the end where there is none. */
export function withSection(markdown: string, heading: string, text: string): string {
  const sections = markdown.trimEnd().split(/^(?=## )/mu);
  const ours = `## ${heading}\n\n${text}\n`;
  const at = sections.findIndex((section) => section.startsWith(`## ${heading}\n`));
  const all = at < 0 ? [...sections, ours] : sections.with(at, ours);
  return `${all.map((section) => section.trimEnd()).join('\n\n')}\n`;
}
