/** The levels of the Pod Security Standards, loosest first. */
export const levels = ['privileged', 'baseline', 'restricted'] as const;
export type Level = (typeof levels)[number];

/** The Kubernetes version whose rules count. */
export type LevelVersion = 'latest' | `v1.${number}`;

/** What a namespace enforces. */
export interface Enforcement {
  readonly level: Level;
  readonly version: LevelVersion;
}

export function parseLevel(text: string): Level | undefined {
  return levels.find((level) => level === text);
}

export function parseVersion(text: string): LevelVersion | undefined {
  return text === 'latest' || /^v1\.(0|[1-9][0-9]{0,8})$/.test(text) ? (text as LevelVersion) : undefined;
}

/** `restricted:latest`, as Pod Security admission writes it. */
export function enforcementText({ level, version }: Enforcement): string {
  return `${level}:${version}`;
}

/** The minor version of a rule set; `latest` is newer than any. */
export function minorOf(version: LevelVersion): number {
  return version === 'latest' ? Number.POSITIVE_INFINITY : Number(version.slice('v1.'.length));
}

export function rankOf(level: Level): number {
  return levels.indexOf(level);
}
