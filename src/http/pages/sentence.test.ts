import { expect, it } from 'vitest';
import { sentence } from './sentence.ts';

it.each([
  ['the API server accepts it', 'The API server accepts it.'],
  ['denied: web is in a migration', 'Denied: web is in a migration.'],
  ['Service web would send traffic elsewhere', 'Service web would send traffic elsewhere.'],
  ['nobody decided in time.', 'Nobody decided in time.'],
  ['why?', 'Why?'],
  ['ändern, dann warten', 'Ändern, dann warten.'],
])('makes a sentence of a message: %s', (message, expected) => {
  expect(sentence(message)).toBe(expected);
});

it.each([
  'web-0 is not ready',
  'https://example.com/pull/3 was closed',
  '/metadata/labels changes',
  '512Mi is too little',
])('leaves a name in front as it is: %s', (message) => {
  expect(sentence(message)).toBe(`${message}.`);
});

it('makes nothing out of nothing', () => {
  expect(sentence('')).toBe('');
});
