import * as fc from 'fast-check';

/** Lines of YAML without their ends. */
type Lines = readonly string[];

/** A single value as somebody may have written it in one line. */
const plain = fc.constantFrom(
  'web',
  '2',
  '0.5',
  'true',
  'null',
  '~',
  '512Mi',
  'a b  c',
  'nginx:1.27',
  '0x10',
  'it is',
  '',
);
const quoted = fc.oneof(
  fc.stringMatching(/^[ a-zA-Z0-9,:{}#&*!|>%@`é日-]{0,12}$/u).map((text) => `"${text}"`),
  fc.stringMatching(/^[ a-zA-Z0-9,:{}#&*!|>%@`"é日-]{0,12}$/u).map((text) => `'${text}'`),
  fc.constantFrom(
    '"a\\tb"',
    '"\\x41\\u00e9"',
    '"tab\there"',
    "'it''s'",
    "'tab\there'",
    '"\\"quoted\\""',
    '""',
    "''",
  ),
);
export const oneLine = fc.oneof(plain, quoted);

const comment = fc.constantFrom('# why', '#', '# a: b', '# it\'s "so"');
const word = fc.stringMatching(/^[a-z][a-z0-9]{0,5}$/u);
const key = fc.oneof(
  word,
  word.map((text) => `"${text}"`),
  word.map((text) => `app.io/${text}`),
  word.map((text) => `'${text}'`),
);

interface Written {
  /** Behind the colon or the dash. */
  readonly head: string;
  /** In lines below it, not yet indented to where they go. */
  readonly below: Lines;
  /** Whether the lines below stand deeper than their key by themselves. */
  readonly isBlock: boolean;
}

const inLine = (head: string): Written => ({ head, below: [], isBlock: false });

const blockScalar: fc.Arbitrary<Written> = fc
  .record({
    style: fc.constantFrom('|', '>'),
    chomp: fc.constantFrom('', '-', '+'),
    note: fc.option(comment),
    lines: fc.array(
      fc.constantFrom(
        'some text',
        'key: value # not a comment',
        '',
        '  deeper',
        '\ttab',
        'x'.repeat(90),
        "it's",
      ),
      {
        minLength: 1,
        maxLength: 5,
      },
    ),
  })
  .map(({ style, chomp, note, lines }) => ({
    head: `${style}${chomp}${note === null ? '' : ` ${note}`}`,
    below: ['first', ...lines].map((line) => (line === '' ? '' : `  ${line}`)),
    isBlock: true,
  }));

/** One text over several lines, in quotes or plain. */
const folded: fc.Arbitrary<Written> = fc
  .tuple(fc.constantFrom('', '"', "'"), fc.array(word, { minLength: 1, maxLength: 3 }))
  .map(([quote, more]) => ({
    head: `${quote}first word`,
    below: more.map((text, index) => `    ${text}${index === more.length - 1 ? quote : ''}`),
    isBlock: true,
  }));

const flowItem = fc.oneof(
  quoted,
  fc.constantFrom('web', '2', 'true', '512Mi', 'a b'),
  fc.array(fc.constantFrom('1', 'a', '"b"'), { maxLength: 3 }).map((items) => `[${items.join(', ')}]`),
);
const flow: fc.Arbitrary<Written> = fc.oneof(
  fc.array(flowItem, { maxLength: 3 }).map((items) => inLine(`[${items.join(', ')}]`)),
  fc
    .tuple(
      fc.uniqueArray(word, { minLength: 1, maxLength: 3 }),
      fc.array(flowItem, { minLength: 3, maxLength: 3 }),
    )
    .map(([keys, items]) =>
      inLine(`{ ${keys.map((name, index) => `${name}: ${items[index]}`).join(', ')} }`),
    ),
  fc.tuple(word, flowItem).map(([name, item]) => ({
    head: '{',
    below: [`  ${name}: ${item},`, `  "z9 9": ${item} # end`, '}'].map((line) => `  ${line}`),
    isBlock: true,
  })),
);

const { node } = fc.letrec<{ node: Written; map: Written; list: Written }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    {
      weight: 4,
      arbitrary: fc
        .tuple(oneLine, fc.option(comment))
        .map(([text, note]) => inLine(note === null ? text : `${text} ${note}`)),
    },
    { weight: 1, arbitrary: blockScalar },
    { weight: 1, arbitrary: folded },
    { weight: 1, arbitrary: flow },
    { weight: 3, arbitrary: tie('map') },
    { weight: 2, arbitrary: tie('list') },
  ),
  map: fc
    .tuple(
      fc.uniqueArray(key, { minLength: 1, maxLength: 4, selector: (name) => name.replaceAll(/["']/gu, '') }),
      fc.array(tie('node'), { minLength: 4, maxLength: 4 }),
      fc.option(comment),
      fc.constantFrom(1, 2, 4),
    )
    .map(([keys, values, note, indent]) => {
      const below = keys.flatMap((name, index) => entry(`${name}:`, values[index] ?? inLine('x'), indent));
      return { head: '', below: note === null ? below : [note, ...below], isBlock: false };
    }),
  list: fc
    .tuple(fc.array(tie('node'), { minLength: 1, maxLength: 3 }), fc.boolean())
    .map(([items, isDeep]) => ({
      head: '',
      below: items
        .flatMap((item) => entry('-', item, 2))
        .map((line) => (isDeep && line !== '' ? `  ${line}` : line)),
      isBlock: true,
    })),
}));

function entry(start: string, { head, below, isBlock }: Written, indent: number): Lines {
  const first = head === '' ? start : `${start} ${head}`;
  const shift = isBlock && start !== '-' ? '' : ' '.repeat(indent);
  return [first, ...below.map((line) => (line === '' ? '' : shift + line))];
}

/** Anchors and aliases beside the rest: a document of their own, whose values share. */
const sharing: fc.Arbitrary<Lines> = fc.constantFrom<Lines>(
  [
    'base: &base',
    '  cpu: 100m # one',
    '  memory: &memory "256Mi"',
    'web:',
    '  <<: *base',
    '  memory: *memory',
    'list: [*memory, b]',
  ],
  ['a: &a text', 'b: &unused 1', 'c:', '- *a', '- d: *a'],
);

/** Files of YAML as people write them: block and flow style, quotes, texts in blocks, comments, several documents. */
export const yamlFile: fc.Arbitrary<string> = fc
  .record({
    documents: fc.array(
      fc.oneof(
        {
          weight: 4,
          arbitrary: node
            .filter(({ head, below }) => head === '' && below.length > 0)
            .map(({ below }) => below),
        },
        { weight: 1, arbitrary: sharing },
      ),
      { minLength: 1, maxLength: 3 },
    ),
    ends: fc.oneof(fc.constant(['\n']), fc.constant(['\r\n']), fc.constant(['\n', '\r\n', '\r\n'])),
    bom: fc.boolean(),
    isOpen: fc.boolean(),
    start: fc.constantFrom<Lines>([], ['---'], ['# head', '', '---']),
  })
  .map(({ documents, ends, bom, isOpen, start }) => {
    const lines = [...start, ...documents.flatMap((each, index) => (index === 0 ? each : ['---', ...each]))];
    const text = lines.map((line, index) => line + (ends[index % ends.length] ?? '\n')).join('');
    return (bom ? '\uFEFF' : '') + (isOpen ? text.replace(/\r?\n$/u, '') : text);
  });

/** What a value may be changed to. */
export const newValue = fc.oneof(
  fc.constantFrom<string | number | boolean | null>(
    'web',
    '512Mi',
    'on',
    '1e3',
    '0o17',
    '2001-01-01',
    'a: b # c',
    ' spaces ',
    'two\nlines',
    'three\n\nlines\n',
    '',
    '- x',
    '{}',
    'tab\there',
    "it's",
    '日本',
    '~',
  ),
  fc.integer({ min: -5, max: 100_000 }),
  fc.boolean(),
  fc.string({ maxLength: 20 }),
);
