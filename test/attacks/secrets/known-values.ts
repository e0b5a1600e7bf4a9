import type { SeededSecret } from './secret-form.ts';

/** Put together here, so that no scanner takes this file for a leak. */
const join = (...parts: readonly string[]): string => parts.join('');

/** Tokens that the attacked service is started with. */
export const knownValues = {
  apiToken: join('qmvapitokn', 'zrwkdlhxgb'),
  webhookToken: join('7hwebhkrtn', 'pq52vxmzdk'),
  litellmApiKey: join('Lm9proxyKv', '+8/Rt3_wQz2'),
};

const base64 = (text: string): string => Buffer.from(text).toString('base64');

/** Ways in which a known value is written that no pattern would find without knowing it. */
const spellings: Readonly<Record<string, (value: string) => readonly [text: string, core: string]>> = {
  plain: (value) => [`got ${value} from the caller`, value],
  'in base64': (value) => [`got ${base64(value)}`, base64(value).slice(0, 24)],
  'in base64 behind another character': (value) => [
    `got ${base64(`u${value}`)}`,
    base64(`u${value}`).slice(2, 26),
  ],
  'in base64 behind two others': (value) => [
    `got ${base64(`u:${value}.`)}`,
    base64(`u:${value}.`).slice(3, 27),
  ],
  'in base64 twice': (value) => [`got ${base64(base64(value))}`, base64(base64(value)).slice(0, 24)],
  'in hexadecimal': (value) => {
    const hex = Buffer.from(value).toString('hex');
    return [`got ${hex}`, hex];
  },
  'percent-encoded': (value) => [`got ${encodeURIComponent(value)}`, encodeURIComponent(value)],
  'over two lines': (value) => [`got ${value.slice(0, 10)}\\\n  ${value.slice(10)}`, value],
  'with zero-width characters': (value) => [`got ${value.split('').join('\u200b')}`, value],
  'with colours': (value) => [`got ${value.slice(0, 10)}\u001b[31m${value.slice(10)}`, value],
};

/** Every known value in every spelling. */
export const knownSecrets: readonly SeededSecret[] = Object.entries(knownValues).flatMap(([name, value]) =>
  Object.entries(spellings).map(([way, spell]) => {
    const [text, core] = spell(value);
    return { kind: `${name} ${way}`, text, core };
  }),
);
