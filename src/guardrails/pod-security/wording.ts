/** Words joined the way Pod Security admission words its findings, so that people recognise them. */

export function quoted(items: readonly string[]): string {
  return items.map((item) => `"${item}"`).join(', ');
}

export function plural(singular: string, many: string, count: number): string {
  return count === 1 ? singular : many;
}

/** `container "a"`, `containers "a", "b"`. */
export function containersText(names: readonly string[]): string {
  return `${plural('container', 'containers', names.length)} ${quoted(names)}`;
}

/** Who sets something that may not be set: `pod and containers "a", "b"`; empty where nobody does. */
export function setters(pod: boolean, containers: readonly string[]): string {
  return [...(pod ? ['pod'] : []), ...(containers.length > 0 ? [containersText(containers)] : [])].join(
    ' and ',
  );
}

/** Each value once, in the order of its characters. */
export function sortedSet(values: readonly string[]): readonly string[] {
  return [...new Set(values)].sort();
}
