import { Lexer, Parser } from 'yaml';

/** No Kubernetes object and no file of ours comes near any of these. */
const mostLevels = 500;
const mostKeys = 2_000;
const mostItems = 50_000;
const mostDocuments = 10_000;
const mostAliases = 1_000;

/** By which the lexer says that a scalar's text comes next, whatever it begins with. */
const scalarFollows = '\u001F';

/**
 * Why a YAML or JSON text must not be given to the parser, if so: the parser calls itself for each level, and V8 ends
 * the process where that happens deep in the stack, past every `catch`; it holds each key of a map against all others
 * and each alias against all before it, which takes minutes for a megabyte of them; and very many documents or list
 * items cost far more than their text. This looks at the text alone, in one pass, and stops at the first excess.
 */
export function yamlHazard(text: string): string | undefined {
  const parser = new Parser();
  let documents = 0;
  let aliases = 0;
  let previous = '';
  for (const lexeme of new Lexer().lex(text)) {
    if (lexeme.startsWith('*') && previous !== scalarFollows) aliases += 1;
    previous = lexeme;
    // It reads only as far as it is asked; a document comes once it has ended.
    for (const { type } of parser.next(lexeme)) if (type === 'document' || type === 'doc-end') documents += 1;
    if (aliases > mostAliases) return `more than ${mostAliases} aliases`;
    if (documents > mostDocuments) return `more than ${mostDocuments} documents`;
    const size = sizeProblem(parser);
    if (size !== undefined) return size;
  }
  return undefined;
}

/** Of what the parser is in: how deep that is, and how many entries it has so far. */
function sizeProblem({ stack }: Parser): string | undefined {
  if (stack.length > mostLevels) return `nested too deeply: more than ${mostLevels} levels`;
  const top = stack.at(-1);
  if (top?.type === 'block-map') return entriesProblem(top.items.length, true);
  if (top?.type === 'block-seq') return entriesProblem(top.items.length, false);
  if (top?.type === 'flow-collection') return entriesProblem(top.items.length, top.start.source === '{');
  return undefined;
}

function entriesProblem(count: number, isMap: boolean): string | undefined {
  if (isMap) return count > mostKeys ? `a map of more than ${mostKeys} keys` : undefined;
  return count > mostItems ? `a list of more than ${mostItems} items` : undefined;
}
