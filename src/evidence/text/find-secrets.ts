import { creator as preset } from '@secretlint/secretlint-rule-preset-recommend';
import type { Range } from './ranges.ts';

/** As much of secretlint's types as is used here: they come in a package of their own, which nothing installs. */
interface Rule {
  create(context: RuleContext, options: object): { file?(source: Source): void | Promise<void> };
}
interface RuleContext {
  readonly sharedOptions: object;
  createTranslator(): (messageId: string) => object;
  report(found: { readonly range: Range }): void;
  ignore(): void;
}
type Source = ReturnType<typeof sourceOf>;

const sharedOptions = {};
const presetRules = readPreset();

/**
 * Where the rules of secretlint's recommended preset see secrets. The rules are run here and not by secretlint's own
 * core, for two reasons: the core records performance marks that nothing ever clears, and it obeys comments such as
 * `secretlint-disable`, which anyone can write into a log.
 */
export async function findSecrets(text: string): Promise<readonly Range[]> {
  const found: Range[] = [];
  const rules = presetRules.map((rule) => rule.create(contextFor(found), {}));
  const source = sourceOf(text);
  await Promise.all(rules.map(async (rule) => await rule.file?.(source)));
  return found;
}

function readPreset(): readonly Rule[] {
  const rules: Rule[] = [];
  const context = { sharedOptions, registerRule: (rule: Rule) => rules.push(rule) };
  preset.create(context, {});
  return rules;
}

function contextFor(found: Range[]): RuleContext {
  // Messages are for people who lint; only the ranges matter here.
  const translate = (messageId: string) => ({ message: messageId, messageId, data: {} });
  return {
    sharedOptions,
    createTranslator: () => translate,
    report: ({ range }) => {
      found.push(range);
    },
    ignore: () => undefined,
  };
}

/** As much of a source file as rules look at: some look at its name, to leave alone what only they know. */
function sourceOf(content: string) {
  const filePath = 'text.txt';
  return {
    content,
    contentType: 'text',
    ext: '.txt',
    filePath,
    hasBOM: false,
    getFilePath: () => filePath,
  };
}
