import { describe, expect, it } from 'vitest';
import { looksLikeSecret } from './secret-like.ts';

describe('a value looks like a secret', () => {
  it.each([
    ['hunter2', 'DB_PASSWORD'],
    ['x', 'api-key'],
    ['postgres://app:pw@postgres/cardboard', 'DATABASE_URL'],
    ['AKIAIOSFODNN7EXAMPLE', 'ID'],
    ['eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln', undefined],
    ['log: debug\npassword: hunter2\n', 'app.yaml'],
    ['hunter2', 'PULL_SECRET'],
    ['<hunter2>', 'PULL_SECRET'],
    ['ecr-pull', 'DB_PASSWORD'],
    ['ecr-pull', 'CLIENT_SECRET'],
    ['--secret hunter2', undefined],
    ['hun\u200bter=1 pass\u200bword=hunter2', 'X'],
  ])('%j as %s', (value, name) => {
    expect(looksLikeSecret(value, name)).toBe(true);
  });
});

describe('a value does not look like a secret', () => {
  it.each([
    ['', 'DB_PASSWORD'],
    ['debug', 'LOG_LEVEL'],
    ['ecr-pull', 'PULL_SECRET'],
    ['shop/registry-credentials', 'secret'],
    ['--secret=ecr-pull', undefined],
    ['--secret ecr-pull --namespace shop', undefined],
    ['512Mi', undefined],
    ['postgres.cardboard.svc:5432', 'DB_HOST'],
    [
      'ghcr.io/cardboard/web@sha256:0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0',
      undefined,
    ],
  ])('%j as %s', (value, name) => {
    expect(looksLikeSecret(value, name)).toBe(false);
  });
});
