import type { Configured } from './configured-values.ts';

export interface Host {
  readonly host: string;
  readonly port?: number;
}

const label = '[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?';
const host = `${label}(?:\\.${label}){0,8}`;
const inUrl = new RegExp(
  `[a-z][a-z0-9+.-]{0,30}://(?:[^/@\\s]{0,300}@)?(?<host>${host})(?::(?<port>\\d{1,5}))?(?![\\w.@-])(?!:[^/\\s]{0,300}@)`,
  'giu',
);
const alone = new RegExp(`^(?<host>${host})(?::(?<port>\\d{1,5}))?$`, 'u');
/** As libpq and others take it: `host=db port=5432 dbname=orders`. */
const keywords = new RegExp(
  `(?:^|[\\s;])(?:host|server)=(?<host>${host})(?:,(?<port>\\d{1,5}))?(?=$|[\\s;])`,
  'iu',
);
const portKeyword = /(?:^|[\s;])port=(?<port>\d{1,5})(?=$|[\s;])/iu;
/** In the text of a shell or a file: `redis:6379`, `nc -z redis 6379`. */
const withPort = new RegExp(
  `(?:^|[\\s"'=,(\\[])(?<host>${host})(?::|\\s+)(?<port>\\d{2,5})(?=$|[\\s;"',|&)\\]/])`,
  'gu',
);
const byFlag = new RegExp(`(?:^|\\s)(?:-h|--host(?:name)?)(?:=|\\s+)(?<host>${host})(?=$|[\\s;"'|&)])`, 'gu');
/** Words apart from each other, and not only a list with commas. */
const isProse = /[^,\s]\s{1,100}[^,\s]/u;
const longestValue = 2_000;

/** Hosts in one value; `all` that the container is configured with may say the port. */
export function hostsIn({ name, value }: Configured, all: readonly Configured[]): readonly Host[] {
  const text = value.slice(0, longestValue).trim();
  if (isProse.test(text) && !keywords.test(text)) return hostsInText(text);
  const urls = hostsInUrls(text);
  if (urls.length > 0) return urls;
  const keyword = keywords.exec(text)?.groups;
  if (keyword !== undefined)
    return reference(keyword['host'], keyword['port'] ?? portKeyword.exec(text)?.groups?.['port']);
  return text.split(',').flatMap((part) => {
    const groups = alone.exec(part.trim())?.groups;
    const saysHost = /host|addr|server|endpoint|url|upstream|backend|broker/iu.test(name);
    if (groups === undefined || (groups['port'] === undefined && !saysHost)) return [];
    return reference(groups['host'], groups['port'] ?? portBeside(name, all));
  });
}

function hostsInUrls(text: string): readonly Host[] {
  return [...text.matchAll(inUrl)].flatMap(({ groups }) => reference(groups?.['host'], groups?.['port']));
}

/** Hosts in the text of a shell or a file: in URLs, with a port, and after `-h`. */
export function hostsInText(text: string): readonly Host[] {
  const found = [withPort, byFlag].flatMap((pattern) => [...text.matchAll(pattern)]);
  return [
    ...hostsInUrls(text),
    ...found.flatMap(({ groups }) => reference(groups?.['host'], groups?.['port'])),
  ];
}

function reference(name: string | undefined, port: string | undefined): readonly Host[] {
  if (name === undefined || /^[\d.]+$/u.test(name) || name === 'localhost') return [];
  const number = Number(port ?? 0);
  return [{ host: name.toLowerCase(), ...(number > 0 && number < 65_536 ? { port: number } : {}) }];
}

function portBeside(variable: string, all: readonly Configured[]): string | undefined {
  const beside = variable.replace(/HOST(?:NAME)?|ADDR(?:ESS)?|SERVER/u, 'PORT');
  const found = all.find((one) => one.name === beside && beside !== variable)?.value;
  return found !== undefined && /^\d{1,5}$/u.test(found) ? found : undefined;
}
