import { z } from 'zod';
import { branch, folder, fromJson, owned } from '../pull-requests/repositories.ts';

/** Where the policies in force come from, for pull requests that change them. */
export interface PolicyRepository {
  /** `owner/name`. */
  readonly repository: string;
  readonly base: string;
  /** The folder of the policies; their tests are in `tests` below it. */
  readonly folder: string;
  readonly draft?: boolean;
}

const repository = z.strictObject({
  repository: owned,
  base: branch,
  folder,
  draft: z.boolean('draft: true or false').optional(),
});

/** A map in YAML, or JSON in the environment variable. */
export const policyRepositorySchema = z
  .union([
    z
      .string()
      .transform(fromJson('{"repository": "acme/platform", "base": "main", "folder": "firebreak/policies"}')),
    z.record(z.string(), z.unknown()),
  ])
  .pipe(repository)
  .transform(
    ({ draft, ...rest }): PolicyRepository => ({ ...rest, ...(draft === undefined ? {} : { draft }) }),
  );
