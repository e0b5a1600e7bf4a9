import { describe, expect, it } from 'vitest';
import type { FailurePattern } from '../../guardrails/policies/policies.ts';
import type { ClassifiedMistake } from './failure-log.ts';
import { lessonsFor } from './lessons.ts';

const situation = {
  alerts: ['HighErrorRate'],
  namespaces: ['cardboard'],
  kinds: ['Service'],
  causes: ['service.captures-second-workload'],
  actions: ['patch-service-selector'],
};

function pattern(name: string, more: Partial<FailurePattern> = {}): FailurePattern {
  const source = { file: 'policies/test.yaml', line: 1 };
  return { source, name, title: name, happened: name, lesson: `lesson of ${name}`, match: [], ...more };
}

function seen(name: string, more: Partial<ClassifiedMistake>): ClassifiedMistake {
  const nothing = { reasons: [], layers: [], model: '', causes: [], action: '', name: '', tool: '' };
  const place = { seq: 1, index: 0, at: '2026-03-04T02:00:00Z', source: 'refusal' as const };
  return { ...place, ...nothing, alerts: [], namespace: '', kind: '', pattern: name, ...more };
}

describe('the lessons of a prompt', () => {
  it('are of patterns that the like of the incident has shown, the most alike first', () => {
    const patterns = ['kind', 'alert', 'elsewhere', 'namespace'].map((name) => pattern(name));
    const mistakes = [
      seen('kind', { kind: 'Service' }),
      seen('alert', { alerts: ['HighErrorRate'] }),
      seen('elsewhere', { alerts: ['Other'], namespace: 'blog', kind: 'Job' }),
      seen('namespace', { namespace: 'cardboard' }),
    ];

    expect(lessonsFor(situation, patterns, mistakes)).toEqual([
      'lesson of alert',
      'lesson of namespace',
      'lesson of kind',
    ]);
  });

  it('are of patterns whose triggers fit, before anything has gone wrong', () => {
    const patterns = [
      pattern('action', { applies: { actions: ['patch-*'] } }),
      pattern('other', { applies: { kinds: ['Job'] } }),
      pattern('never'),
    ];

    expect(lessonsFor(situation, patterns, [])).toEqual(['lesson of action']);
  });

  it('are five at most, and none of patterns that people have to mend', () => {
    const applies = { namespaces: ['*'] };
    const { lesson: _none, ...forPeople } = pattern('people', { applies });
    const many = Array.from({ length: 9 }, (_, index) => pattern(`p${index}`, { applies }));

    const lessons = lessonsFor(situation, [forPeople, ...many], []);

    expect(lessons).toHaveLength(5);
    expect(lessons).not.toContain('lesson of people');
  });
});
