import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { root } from '../../scripts/prepare.mjs';

const actionSchema = z.object({
  inputs: z.record(z.string(), z.object({ default: z.string() })),
  runs: z.object({
    using: z.literal('composite'),
    steps: z.array(
      z.object({
        name: z.string(),
        shell: z.literal('bash'),
        run: z.string(),
        env: z.record(z.string(), z.string()).default({}),
      }),
    ),
  }),
});

export const action = actionSchema.parse(parse(readFileSync(join(root, 'action.yml'), 'utf8')));

/** The runner's part: the few expressions that the action uses, with `||` for the first that is not empty. */
export function evaluate(text: string, context: Readonly<Record<string, string>>): string {
  return text.replaceAll(/\$\{\{(.+?)\}\}/gu, (_whole, expression: string) => {
    const values = expression.split('||').map((name) => {
      const value = context[name.trim()];
      if (value === undefined) throw new Error(`there is no ${name.trim()}`);
      return value;
    });
    return values.find((value) => value !== '') ?? '';
  });
}
