import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { templateText, usesOf, valuePath } from './template-text.ts';

describe("a template's expressions", () => {
  it('are words that YAML takes for text, with the blocks around them', () => {
    const template = [
      '{{- /* not {{ .Values.this }} */ -}}',
      '{{- if .Values.on }}',
      'image: "{{ .Values.image.tag }}"',
      '{{- with .Values.resources }}',
      'resources:',
      '  {{- toYaml . | nindent 2 }}',
      '{{- end }}',
      '{{- end }}',
    ].join('\n');
    const { text, expressions } = templateText(template);
    expect(text).toBe('\nimage: "EXPRESSION0END"\nresources:\n  EXPRESSION1END: whole');
    expect(expressions.map(valuePath)).toEqual([['image', 'tag'], ['resources']]);
    expect(expressions[0]?.guards).toEqual(['.Values.on']);
  });

  it('are those that the plain pattern finds, in any text', () => {
    const pattern = /\{\{-?([\s\S]*?)-?\}\}/gu;
    const piece = fc.constantFrom('{', '{{', '}', '}}', '-', ' ', 'a', '.Values.a', '"');
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 12 }).map((parts) => parts.join('')),
        (line) => {
          const found = [...`x${line}`.matchAll(pattern)].map(([, text]) => text?.trim());
          expect(templateText(`x${line}`).expressions.map(({ text }) => text)).toEqual(found);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('are read soon in a file that is made to take long', () => {
    const braces = '{{'.repeat(500_000);
    expect(templateText(braces).expressions).toEqual([]);
    expect(usesOf([braces], ['a'])).toBe(0);
    expect(templateText('{{/*'.repeat(250_000)).expressions).toEqual([]);
    expect(templateText(`${'{{/*'.repeat(250_000)}*/`).expressions).toEqual([]);
  });

  it('are none where blocks lie within each other without end', () => {
    const nested = `${'{{if .a}}\n'.repeat(50_000)}${'x: {{ .b }}\n'.repeat(40_000)}`;
    expect(templateText(nested)).toEqual({ text: '', expressions: [] });
  });
});
