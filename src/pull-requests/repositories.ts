import { z } from 'zod';
import type { AllowedEdits } from './allowed-edits.ts';

/** A repository of the configuration, and how this cluster uses it. */
export interface AllowedRepository extends AllowedEdits {
  /** Folder of this cluster, such as `overlays/production`, for objects that no GitOps controller says it of. */
  readonly folder?: string;
  /** Namespace of manifests that name none. */
  readonly namespace?: string;
}

/** `owner/name`. */
export const owned = z
  .string()
  .regex(
    /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})\/[\w.-]{1,100}$/u,
    'repository: owner/name, such as acme/deployments',
  );

export const branch = z
  .string()
  .regex(
    /^(?!-)(?!.*(?:\.\.|\/\/|@\{))[^\s~^:?*[\\\p{C}]{1,200}$/u,
    'base: the name of a branch, such as main',
  );

const isRelative = (path: string): boolean =>
  path !== '' && path.split('/').every((part) => part !== '' && part !== '.' && part !== '..');

const glob = z
  .string()
  .refine(isRelative, 'paths: globs relative to the repository, such as apps/**, without . or ..');

export const folder = z
  .string()
  .transform((path) => path.replace(/\/$/u, ''))
  .refine(isRelative, 'folder: relative to the repository, such as overlays/production');

const repository = z.strictObject({
  repository: owned,
  base: branch,
  paths: z.array(glob).min(1, 'paths: at least one glob'),
  namespaces: z.array(z.string().min(1)).min(1).optional(),
  folder: folder.optional(),
  namespace: z
    .string()
    .regex(/^[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?$/u, 'namespace: the name of a namespace')
    .optional(),
  draft: z.boolean('draft: true or false').optional(),
});

/** The list as it stands in firebreak.yaml. */
export const repositoryList = z.array(repository);

/** Where pull requests may go: a list in YAML, or JSON in the environment variable. */
export const repositoriesSchema = z
  .union([
    z
      .string()
      .transform(fromJson('[{"repository": "acme/deployments", "base": "main", "paths": ["apps/**"]}]')),
    z.array(z.unknown()),
  ])
  .pipe(repositoryList)
  .transform((repositories): readonly AllowedRepository[] =>
    repositories.map(({ namespaces, folder, namespace, draft, ...rest }) => ({
      ...rest,
      ...(namespaces === undefined ? {} : { namespaces }),
      ...(folder === undefined ? {} : { folder }),
      ...(namespace === undefined ? {} : { namespace }),
      ...(draft === undefined ? {} : { draft }),
    })),
  );

/** What an environment variable holds; `example` shows what it should look like. */
export function fromJson(example: string) {
  return (text: string, context: z.RefinementCtx): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      context.addIssue({ code: 'custom', message: `JSON, such as ${example}` });
      return z.NEVER;
    }
  };
}
