import type { z } from 'zod';

/** One setting: its place in firebreak.yaml, its environment variable, and what it may be. */
export interface ConfigKey<S extends z.ZodType = z.ZodType> {
  readonly env: string;
  readonly schema: S;
  /** Absent: the setting has no value unless one is given. */
  readonly fallback?: z.output<S>;
  readonly secret?: true;
  readonly meaning: string;
}

type WithFallback<S extends z.ZodType> = ConfigKey<S> & { readonly fallback: z.output<S> };

/** Checks a definition; one with a fallback is known to have a value. */
export function key<S extends z.ZodType>(definition: WithFallback<S>): WithFallback<S>;
export function key<S extends z.ZodType>(definition: ConfigKey<S>): ConfigKey<S>;
export function key<S extends z.ZodType>(definition: ConfigKey<S>): ConfigKey<S> {
  return definition;
}
