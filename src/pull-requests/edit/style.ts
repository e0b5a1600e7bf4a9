import {
  type CreateNodeOptions,
  type Document,
  type DocumentOptions,
  isMap,
  isScalar,
  isSeq,
  Scalar,
  type SchemaOptions,
  stringify,
  type ToStringOptions,
  visit,
} from 'yaml';
import type { Json } from '../../domain/objects.ts';
import { columnOf } from './extent.ts';

/** How a file is written, as far as its own lines show it. */
export interface Style {
  /** Columns a level. */
  readonly indent: number;
  /** Whether the dashes of a list stand deeper than its key. */
  readonly dashesIndented: boolean;
  readonly singleQuote: boolean;
  /** JSON: every text in double quotes. */
  readonly isJson: boolean;
}

/** What most of the document's lines do; kubectl's way where there is nothing to go by. */
export function styleOf(text: string, document: Document.Parsed): Style {
  const steps = new Map<number, number>();
  let deeper = 0;
  let level = 0;
  let single = 0;
  let double = 0;
  visit(document, {
    Pair(_, { key, value }) {
      if (!isScalar(key) || !key.range) return;
      if (isMap(value) && !value.flow && value.range) {
        const step = columnOf(text, value.range[0]) - columnOf(text, key.range[0]);
        steps.set(step, (steps.get(step) ?? 0) + 1);
      }
      if (isSeq(value) && !value.flow && value.range) {
        if (columnOf(text, value.range[0]) > columnOf(text, key.range[0])) deeper += 1;
        else level += 1;
      }
    },
    Scalar(_, { type }) {
      if (type === Scalar.QUOTE_SINGLE) single += 1;
      if (type === Scalar.QUOTE_DOUBLE) double += 1;
    },
  });
  const [most] = [...steps].filter(([step]) => step > 0).toSorted(([, a], [, b]) => b - a);
  return {
    indent: most?.[0] ?? 2,
    dashesIndented: deeper > level,
    singleQuote: single > double,
    isJson: /^\s*[[{]/u.test(text) && double > 0,
  };
}

/** Options under which no text is taken for something else by parsers of YAML 1.1, kubectl's among them. */
function options(style: Style): DocumentOptions & SchemaOptions & CreateNodeOptions & ToStringOptions {
  return {
    version: '1.1',
    compat: 'core',
    lineWidth: 0,
    indent: style.indent,
    indentSeq: style.dashesIndented,
    singleQuote: style.singleQuote,
    aliasDuplicateObjects: false,
    doubleQuotedMinMultiLineLength: Number.MAX_SAFE_INTEGER,
  };
}

/** A value over as many lines as it takes, beginning in the first column. */
export function blockLines(value: Json, style: Style): readonly string[] {
  return stringify(value, options(style)).replace(/\n$/u, '').split('\n');
}

/** A value in one line, for a list or map in brackets. */
export function inlineSource(value: Json, style: Style): string {
  if (style.isJson || (typeof value === 'string' && value.includes('\n'))) return JSON.stringify(value);
  return stringify([value], {
    ...options(style),
    blockQuote: false,
    collectionStyle: 'flow',
    flowCollectionPadding: true,
  })
    .trim()
    .replace(/^\[ ?/u, '')
    .replace(/ ?\]$/u, '');
}

/** A single value in one line: the plain form where every parser reads it alike, else quoted. */
export function scalarSource(value: Json, style: Style, type: Scalar.Type = Scalar.PLAIN): string {
  if (style.isJson || (type === Scalar.QUOTE_DOUBLE && typeof value === 'string'))
    return JSON.stringify(value);
  if (type === Scalar.QUOTE_SINGLE && typeof value === 'string' && !/[\n\r]/u.test(value)) {
    return `'${value.replaceAll("'", "''")}'`;
  }
  return stringify(value, { ...options(style), blockQuote: false }).trim();
}

/** A value as a file of its own, in the usual form. */
export function blockText(value: Json): string {
  return `${blockLines(value, { indent: 2, dashesIndented: true, singleQuote: false, isJson: false }).join('\n')}\n`;
}
