import { creator as preset } from '@secretlint/secretlint-rule-preset-recommend';

type PresetContext = Parameters<typeof preset.create>[0];
type Rule = (typeof preset.rules)[number];
type RuleContext = Parameters<Rule['create']>[0];
type Source = Parameters<NonNullable<ReturnType<Rule['create']>['file']>>[0];

/** Start and end of a secret, as offsets into the text. */
export type Range = readonly [start: number, end: number];

const sharedOptions: PresetContext['sharedOptions'] = {};

/**
 * Where the rules of secretlint's recommended preset see secrets. The rules are run here and not by secretlint's own
 * core, for two reasons: the core records performance marks that nothing ever clears, and it obeys comments such as
 * `secretlint-disable`, which anyone can write into a log.
 */
export async function findSecrets(text: string): Promise<readonly Range[]> {
  const found: Range[] = [];
  const rules = presetRules().map((rule) => rule.create(contextFor(found), {}));
  const source = sourceOf(text);
  await Promise.all(rules.map(async (rule) => await rule.file?.(source)));
  return found;
}

function presetRules(): readonly Rule[] {
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
    createTranslator: (() => translate) as unknown as RuleContext['createTranslator'],
    report: ({ range }) => {
      found.push(range);
    },
    ignore: () => undefined,
  };
}

/** As much of a source file as rules look at: some look at its name, to leave alone what only they know. */
function sourceOf(content: string): Source {
  const filePath = 'text.txt';
  const source = {
    content,
    contentType: 'text',
    ext: '.txt',
    filePath,
    hasBOM: false,
    getFilePath: () => filePath,
  };
  return source as unknown as Source;
}
