// How `kubectl cluster-info dump` separates the containers of a pod within one logs.txt.
const start = /^==== START logs for container (?<container>\S+) of pod \S+ ====$/u;
const end = /^==== END logs for container \S+ of pod \S+ ====$/u;

/** The log of one container in a `logs.txt`; a file without kubectl's separators belongs to every container. */
export function containerLog(text: string, container: string): string | undefined {
  const lines = text.split('\n');
  if (!lines.some((line) => start.test(line))) return text;
  const from = lines.findIndex((line) => start.exec(line)?.groups?.['container'] === container);
  if (from < 0) return undefined;
  const rest = lines.slice(from + 1);
  const to = rest.findIndex((line) => end.test(line));
  return rest.slice(0, to < 0 ? rest.length : to).join('\n');
}
