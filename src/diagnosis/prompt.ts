import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Liquid, LiquidError } from 'liquidjs';

/** What the partials may name, as `{{ cluster }}`. Plain text: a value is never parsed as a template. */
export interface PromptValues {
  readonly cluster: string;
  /** The unguessable mark of this diagnosis' data frames. */
  readonly mark: string;
  readonly namespaces: string;
  readonly namespaceMap: string;
  /** A sentence about namespaces that have been mistaken for each other, or nothing. */
  readonly confused: string;
  /** What earlier mistakes teach, a sentence a line; from policies, never from an event. */
  readonly lessons: string;
  readonly causes: string;
  readonly maxRequests: string;
  readonly maxActions: string;
}

/** The Markdown partials of one folder, checked. */
export interface Prompts {
  /** The first 12 hex digits of a SHA-256 over the partials: stored with each exchange. */
  readonly version: string;
  render(values: PromptValues): string;
}

/** A partial that cannot be used; `line` counts from 1. */
export class PromptError extends Error {
  readonly file: string;
  readonly line: number | undefined;

  constructor(file: string, line: number | undefined, problem: string, options?: ErrorOptions) {
    super(`${file}${line === undefined ? '' : `:${line}`}: ${problem}`, options);
    this.name = 'PromptError';
    this.file = file;
    this.line = line;
  }
}

const sample: PromptValues = Object.freeze({
  cluster: 'c',
  mark: 'm',
  namespaces: 'n',
  namespaceMap: 'a → b',
  confused: '',
  lessons: 'l',
  causes: 'x.y',
  maxRequests: '1',
  maxActions: '1',
});

/** The folder that comes with the package: beside `src` and beside `dist` alike. */
export const packagedPrompts = fileURLToPath(new URL('../../prompts', import.meta.url));

/** Reads every `*.md` of a folder in the order of their names. Throws `PromptError`. */
export function loadPrompts(folder: string = packagedPrompts): Prompts {
  const files = namesIn(folder).map((name) => join(folder, name));
  if (files.length === 0)
    throw new PromptError(
      folder,
      undefined,
      'holds no *.md; leave the setting out to use the packaged prompts',
    );
  const engine = createEngine();
  const hash = createHash('sha256');
  const partials = files.map((file) => {
    const source = readFileSync(file, 'utf8');
    hash.update(JSON.stringify([file.slice(folder.length), source]));
    return atItsPlace(file, () => {
      const template = engine.parse(source.trim());
      const render = (values: PromptValues): string => String(engine.renderSync(template, values));
      render(sample);
      return render;
    });
  });
  return Object.freeze({
    version: hash.digest('hex').slice(0, 12),
    render: (values: PromptValues) => partials.map((partial) => partial(values)).join('\n\n'),
  });
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith('.md'))
      .sort();
  } catch (error) {
    throw new PromptError(folder, undefined, 'cannot be read; name a folder of *.md files', { cause: error });
  }
}

/** Liquid without its tags: partials are text with values in it, so nothing can loop, include or read files. */
function createEngine(): Liquid {
  const engine = new Liquid({ strictVariables: true, strictFilters: true, ownPropertyOnly: true });
  for (const tag of Object.keys(engine.tags)) delete engine.tags[tag];
  return engine;
}

function atItsPlace<T>(file: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    const mend = `use only {{ ${Object.keys(sample).join(' }}, {{ ')} }}, and no tags`;
    const line = LiquidError.is(error) ? error.token.getPosition()[0] : undefined;
    throw new PromptError(file, line, mend, { cause: error });
  }
}
