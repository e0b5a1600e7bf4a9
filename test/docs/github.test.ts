import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { eventNames } from '../../src/http/github/event.ts';
import { everyPermission } from '../parts/fake-github-state.ts';
import { repositoryText } from '../support/repository.ts';

const manifest = z
  .object({
    public: z.literal(false),
    hook_attributes: z.object({ url: z.string() }),
    default_permissions: z.record(z.string(), z.string()),
    default_events: z.array(z.string()),
  })
  .parse(JSON.parse(repositoryText('docs/github/app-manifest.json')));

describe('docs/github/app-manifest.json', () => {
  it('asks for exactly what the fake GitHub, which holds every call to its permission, has to grant', () => {
    expect(manifest.default_permissions).toEqual(everyPermission);
  });

  it('asks to be told of exactly the events that wake somebody, at the address that takes them', () => {
    expect(new Set(manifest.default_events)).toEqual(new Set(eventNames));
    expect(manifest.hook_attributes.url).toMatch(/\/github\/webhook$/u);
  });
});
