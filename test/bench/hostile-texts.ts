const size = 1_000_000;

function filled(piece: string): string {
  return piece.repeat(Math.ceil(size / piece.length)).slice(0, size);
}

/** Texts of about a million characters that are made to cost whoever reads them, or to end the process. */
export const hostileTexts: Readonly<Record<string, string>> = {
  'lists in lists': filled('['),
  'maps in maps': filled('{"a":'),
  'blocks in blocks': Array.from({ length: 1_400 }, (_none, level) => `${' '.repeat(level)}a:`).join('\n'),
  'aliases that multiply': [
    'a0: &a0 [x,x,x,x,x,x,x,x,x]',
    ...Array.from({ length: 30 }, (_none, index) => {
      const before = `*a${index}`;
      return `a${index + 1}: &a${index + 1} [${Array.from({ length: 9 }, () => before).join(',')}]`;
    }),
  ].join('\n'),
  'many keys': Array.from({ length: 70_000 }, (_none, index) => `key${index}: 1`).join('\n'),
  'a long key': `${filled('k')}: 1`,
  'many documents': filled('---\na: 1\n'),
  'many small values': `[${filled('1,')}1]`,
  'NUL characters': filled('\0'),
  'half surrogates': filled('\ud800'),
  'quotes that do not end': `"${filled('a')}`,
  'empty quotes': filled('""'),
  backslashes: filled('\\'),
  'line ends': filled('\n'),
  'a long command line': `kubectl delete pod ${filled('a ')}`,
  'a command line of flags': `kubectl delete pod ${filled('--x=y ')}`,
  'a patch in a patch': `kubectl patch deployment web -p '${'{"a":'.repeat(size / 5)}'`,
};
