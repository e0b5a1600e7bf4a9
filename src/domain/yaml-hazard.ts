import { Lexer, Parser } from 'yaml';

/** No Kubernetes object and no file of ours comes near either. */
const mostLevels = 500;
const mostKeys = 2_000;

/**
 * Why a YAML or JSON text must not be given to the parser, if so: the parser calls itself for each level, and V8 ends
 * the process where that happens deep in the stack, past every `catch`; and it holds each key of a map against all
 * others, which takes minutes for a megabyte of keys. This looks at the text alone, in one pass.
 */
export function yamlHazard(text: string): string | undefined {
  const parser = new Parser();
  for (const lexeme of new Lexer().lex(text)) {
    // What it yields is not wanted; it reads only as far as it is asked.
    Array.from(parser.next(lexeme));
    if (parser.stack.length > mostLevels) return `nested too deeply: more than ${mostLevels} levels`;
    if (keysSoFar(parser) > mostKeys) return `a map of more than ${mostKeys} keys`;
  }
  return undefined;
}

/** Of the map that the parser is in; a flow collection counts only where it is a map. */
function keysSoFar({ stack }: Parser): number {
  const top = stack.at(-1);
  if (top?.type === 'block-map') return top.items.length;
  return top?.type === 'flow-collection' && top.start.source === '{' ? top.items.length : 0;
}
