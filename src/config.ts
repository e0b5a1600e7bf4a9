import { readFileSync } from 'node:fs';
import { LineCounter, isMap, isScalar, parseDocument } from 'yaml';
import type { z } from 'zod';
import { type ConfigKey, type ConfigName, configKeys } from './config-keys/index.ts';
import { messageOf } from './domain/message-of.ts';
import { yamlHazard } from './domain/yaml-hazard.ts';

type ValueOf<K> = K extends ConfigKey<infer S> ? z.output<S> : never;
type HasFallback<K> = K extends { readonly fallback: unknown } ? true : false;

type Keys = typeof configKeys;
/** The effective settings; those without a fallback may be absent. */
export type Settings = {
  readonly [N in ConfigName as HasFallback<Keys[N]> extends true ? N : never]: ValueOf<Keys[N]>;
} & {
  readonly [N in ConfigName as HasFallback<Keys[N]> extends true ? never : N]?: ValueOf<Keys[N]>;
};

/** Where a value came from: `default`, `file firebreak.yaml:3`, `environment FIREBREAK_PORT`. */
export type ConfigSource = string;

export interface Config {
  readonly settings: Settings;
  readonly sources: Readonly<Record<ConfigName, ConfigSource>>;
}

/** One or more settings are wrong; each line says where and what would be right. */
export class ConfigError extends Error {
  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.name = 'ConfigError';
  }
}

interface Given {
  readonly value: unknown;
  readonly source: ConfigSource;
}

/** Defaults, then the file, then the environment; the later wins. Throws `ConfigError` with every problem at once. */
export function loadConfig(
  environment: Readonly<Record<string, string | undefined>>,
  file: string | undefined = environment['FIREBREAK_CONFIG'],
): Config {
  const problems: string[] = [];
  const fromFile = file === undefined ? new Map<string, Given>() : readConfigFile(file, problems);
  const settings: Partial<Record<ConfigName, unknown>> = {};
  const sources: Partial<Record<ConfigName, ConfigSource>> = {};
  for (const name of Object.keys(configKeys) as ConfigName[]) {
    const definition: ConfigKey = configKeys[name];
    const given = fromEnvironment(definition.env, environment, problems) ?? fromFile.get(name);
    sources[name] = given?.source ?? 'default';
    if (given === undefined) {
      if (definition.fallback !== undefined) settings[name] = definition.fallback;
      continue;
    }
    const parsed = definition.schema.safeParse(given.value);
    if (parsed.success) settings[name] = parsed.data;
    else
      problems.push(
        `${given.source}: ${name}: ${parsed.error.issues.map((issue) => issue.message).join('; ')}`,
      );
  }
  if (settings.databaseUrl !== undefined) {
    problems.push(
      `${sources.databaseUrl}: PostgreSQL is not supported yet; unset DATABASE_URL to use the embedded store in FIREBREAK_DATA_DIR`,
    );
  }
  if (problems.length > 0) throw new ConfigError(problems);
  return Object.freeze({
    settings: Object.freeze(settings as Settings),
    sources: sources as Config['sources'],
  });
}

/** A variable's value, or that of the file that `NAME_FILE` names, without its last line end. */
function fromEnvironment(
  name: string,
  environment: Readonly<Record<string, string | undefined>>,
  problems: string[],
): Given | undefined {
  const value = environment[name];
  if (value !== undefined && value !== '') return { value, source: `environment ${name}` };
  const path = environment[`${name}_FILE`];
  if (path === undefined || path === '') return undefined;
  try {
    return { value: readFileSync(path, 'utf8').replace(/\r?\n$/u, ''), source: `file named by ${name}_FILE` };
  } catch (cause) {
    problems.push(`environment ${name}_FILE: cannot be read: ${messageOf(cause)}`);
    return undefined;
  }
}

function readConfigFile(file: string, problems: string[]): ReadonlyMap<string, Given> {
  const values = new Map<string, Given>();
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    problems.push(`${file}: cannot be read: ${messageOf(cause)}`);
    return values;
  }
  const hazard = yamlHazard(text);
  if (hazard !== undefined) {
    problems.push(`${file}:1: ${hazard}`);
    return values;
  }
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    logLevel: 'error',
    // Its own words quote the file, which may hold secrets.
    prettyErrors: false,
  });
  const [error] = document.errors;
  if (error !== undefined) {
    problems.push(`${file}:${lines.linePos(error.pos[0]).line}: ${error.message}; mend the YAML`);
    return values;
  }
  if (document.contents === null) return values;
  if (!isMap(document.contents)) {
    problems.push(`${file}:1: a map of settings is expected`);
    return values;
  }
  let settings: Readonly<Record<string, unknown>>;
  try {
    settings = document.toJS({ maxAliasCount: 0 }) as Readonly<Record<string, unknown>>;
  } catch {
    problems.push(`${file}:1: aliases (*name) are not read; write out what they stand for`);
    return values;
  }
  for (const pair of document.contents.items) {
    const name = isScalar(pair.key) ? String(pair.key.value) : '';
    const line = isScalar(pair.key) && pair.key.range ? lines.linePos(pair.key.range[0]).line : 1;
    const at = `${file}:${line}`;
    if (name === 'apiVersion' || name === 'kind') continue;
    if (!Object.hasOwn(configKeys, name)) {
      problems.push(
        `${at}: there is no setting "${name}"; the settings are ${Object.keys(configKeys).join(', ')}`,
      );
      continue;
    }
    values.set(name, { value: settings[name], source: `file ${at}` });
  }
  return values;
}

/** The effective settings as text, with their sources and without secrets. */
export function describeConfig(
  config: Config,
): readonly { name: ConfigName; env: string; value: string; source: string }[] {
  return (Object.keys(configKeys) as ConfigName[]).map((name) => {
    const definition: ConfigKey = configKeys[name];
    const value = config.settings[name];
    const shown = value === undefined ? '' : definition.secret === true ? '(set)' : JSON.stringify(value);
    return { name, env: definition.env, value: shown, source: config.sources[name] };
  });
}
