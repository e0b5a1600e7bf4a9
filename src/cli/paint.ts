import type { CommandLine } from './command-line.ts';

/** SGR codes (ECMA-48). */
const codes = { bold: 1, red: 31, green: 32, yellow: 33, faint: 2 } as const;
export type Colour = keyof typeof codes;

/** Colours text for a terminal, unless NO_COLOR is set (no-color.org). */
export function painter({
  terminal,
  environment,
}: Pick<CommandLine, 'terminal' | 'environment'>): (text: string, colour: Colour) => string {
  const isPlain = !terminal || (environment['NO_COLOR'] ?? '') !== '';
  return (text, colour) => (isPlain ? text : `\u001B[${codes[colour]}m${text}\u001B[0m`);
}
