import { expect, test } from 'vitest';
import { proposeTool } from './ground-reply-schema.ts';

test('describes propose in the plain JSON Schema that every provider takes', () => {
  const text = JSON.stringify(proposeTool.parameters);

  expect(proposeTool.parameters).toMatchObject({ type: 'object', required: ['summary', 'causes'] });
  expect(text).not.toMatch(/"\$schema"|"\$ref"|"propertyNames"|"anyOf"/);
});

test('leaves no parameter through which a model could name a target of its own', () => {
  const names = [...JSON.stringify(proposeTool.parameters).matchAll(/"(\w+)":\{"/g)].map(([, name]) => name);

  expect(names).not.toContain('target');
  expect(names).not.toContain('namespace');
  expect(names).toContain('actions');
});
