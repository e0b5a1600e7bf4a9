import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Ajv, type ValidateFunction } from 'ajv';
import formats from 'ajv-formats';

/** A JSON Schema as OpenAPI 3.0 writes it. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly nullable?: boolean;
  readonly format?: string;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly oneOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
}

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly schema: Schema;
}

interface Body {
  readonly content?: Readonly<Record<string, { readonly schema: Schema }>>;
}

interface Operation {
  readonly operationId: string;
  readonly parameters?: readonly (Parameter | { readonly $ref: string })[];
  readonly requestBody?: Body & { readonly required?: boolean };
  readonly responses: Readonly<Record<string, Body | { readonly $ref: string }>>;
}

interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** GitHub's own OpenAPI description of its REST API, as far as one call is concerned. */
export interface DescribedOperation {
  readonly id: string;
  /** What is wrong with a request, each in a sentence. */
  problemsOfRequest(request: {
    readonly query: URLSearchParams;
    readonly parameters: Readonly<Record<string, string>>;
    readonly body: unknown;
  }): readonly string[];
  problemsOfAnswer(status: number, body: unknown): readonly string[];
  /** The schema of an answer. */
  answerSchema(status: number): Schema | undefined;
}

const require = createRequire(import.meta.url);
const file = require.resolve('@octokit/openapi/generated/api.github.com.json');
let loaded: Description | undefined;

/** 13 MB that are read once a test file, and compiled operation by operation. */
function description(): Description {
  loaded ??= JSON.parse(readFileSync(file, 'utf8')) as Description;
  return loaded;
}

const operations = new Map<string, DescribedOperation>();

export function describedOperation(method: string, path: string): DescribedOperation {
  const key = `${method} ${path}`;
  const known = operations.get(key) ?? describe(method, path);
  operations.set(key, known);
  return known;
}

/** What a `$ref` of the description leads to; anything else is itself. */
export function resolved<T extends object>(value: T | { readonly $ref: string }): T {
  if (!('$ref' in value) || typeof value.$ref !== 'string') return value as T;
  const [, , section = '', name = ''] = value.$ref.split('/');
  const target = description().components[section]?.[name];
  if (target === undefined) throw new Error(`the description has no ${value.$ref}`);
  return resolved(target as T);
}

function describe(method: string, path: string): DescribedOperation {
  const operation = description().paths[path]?.[method.toLowerCase()];
  if (operation === undefined) throw new Error(`GitHub describes no ${method} ${path}`);
  const parameters = (operation.parameters ?? []).map((each) => resolved<Parameter>(each));
  const bodySchema = operation.requestBody?.content?.['application/json']?.schema;
  const checkBody = bodySchema === undefined ? undefined : compiled(bodySchema);
  const checkParameter = new Map(parameters.map(({ name, schema }) => [name, compiled(schema, true)]));
  const checkAnswer = new Map<number, ValidateFunction>();

  const answerSchema = (status: number): Schema | undefined => {
    const response = operation.responses[String(status)];
    return response === undefined
      ? undefined
      : resolved<Body>(response).content?.['application/json']?.schema;
  };

  return {
    id: operation.operationId,
    answerSchema,
    problemsOfRequest({ query, parameters: given, body }) {
      const problems: string[] = [];
      for (const [name, text] of [...query, ...Object.entries(given)]) {
        const check = checkParameter.get(name);
        if (check === undefined) problems.push(`there is no parameter ${name}`);
        else problems.push(...problemsOf(name, check, text));
      }
      if (checkBody === undefined) return body === undefined ? problems : [...problems, 'it takes no body'];
      // The description lets unknown properties pass; a typo in one would go unseen.
      const known = propertiesOf(bodySchema ?? {});
      for (const name of Object.keys(body ?? {})) {
        if (!known.has(name)) problems.push(`its body has no property ${name}`);
      }
      return [...problems, ...problemsOf('body', checkBody, body ?? {})];
    },
    problemsOfAnswer(status, body) {
      const schema = answerSchema(status);
      if (schema === undefined) return [];
      const check = checkAnswer.get(status) ?? compiled(schema);
      checkAnswer.set(status, check);
      return problemsOf(`answer ${status}`, check, body);
    },
  };
}

function propertiesOf(schema: Schema): ReadonlySet<string> {
  const whole = resolved<Schema>(schema);
  const below = [...(whole.oneOf ?? []), ...(whole.anyOf ?? []), ...(whole.allOf ?? [])];
  return new Set([
    ...Object.keys(whole.properties ?? {}),
    ...below.flatMap((each) => [...propertiesOf(each)]),
  ]);
}

function problemsOf(what: string, check: ValidateFunction, value: unknown): readonly string[] {
  if (check(value)) return [];
  return (check.errors ?? []).map(({ instancePath, message }) => `${what}${instancePath} ${message ?? ''}`);
}

/** With everything that the schema refers to, and nothing else. */
function compiled(schema: Schema, coerceTypes = false): ValidateFunction {
  const definitions: Record<string, unknown> = {};
  const convert = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(convert);
    if (typeof value !== 'object' || value === null) return value;
    const { $ref: reference, nullable, ...rest } = value as Schema;
    if (typeof reference === 'string') {
      const name = reference.split('/').at(-1) ?? '';
      if (!(name in definitions)) {
        definitions[name] = true;
        definitions[name] = convert(resolved({ $ref: reference }));
      }
      return { $ref: `#/definitions/${name}` };
    }
    const plain = Object.fromEntries(Object.entries(rest).map(([key, each]) => [key, convert(each)]));
    // OpenAPI 3.0 says null this way, JSON Schema the other.
    return nullable === true ? { anyOf: [plain, { type: 'null' }] } : plain;
  };
  const root = convert(schema) as object;
  const ajv = new Ajv({ strict: false, allErrors: true, coerceTypes, logger: false });
  // Its CommonJS module is callable and has itself as its default.
  formats.default(ajv);
  return ajv.compile({ ...root, definitions });
}
