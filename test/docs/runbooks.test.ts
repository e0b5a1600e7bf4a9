import { parse } from 'yaml';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { loadRunbooks } from '../../src/diagnosis/runbooks.ts';
import { repositoryText } from '../support/repository.ts';

const tableSchema = z.object({ alerts: z.array(z.object({ alert: z.string() })) });

/** Rules that somebody might write; none of the packages that the table is about has one of that name. */
const nobodys = new Set(['NamespaceTrouble']);

describe('every alert that Firebreak knows the target of', () => {
  const { alerts } = tableSchema.parse(parse(repositoryText('test/fixtures/targets/alerts.yaml')));
  const names = [...new Set(alerts.map(({ alert }) => alert))].filter((name) => !nobodys.has(name));
  const runbooks = loadRunbooks();

  it.each(names)('%s has one runbook', (name) => {
    expect(runbooks.filter((runbook) => runbook.alerts.includes(name))).toHaveLength(1);
  });
});
