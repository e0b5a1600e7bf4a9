import { describe, expect, it } from 'vitest';
import { oomScraper } from '../../../test/pages/incidents/oom-scraper.ts';
import type { ProposalStep } from '../../domain/proposal.ts';
import { concernsOf } from './concerns.ts';

const step: ProposalStep = oomScraper.proposal?.steps[0] ?? expect.fail('no step');
const job = { apiVersion: 'batch/v1', kind: 'Job', namespace: 'cardboard', name: 'postgres-backup-29520495' };

describe('concernsOf', () => {
  it('warns that a changed template replaces the pods', () => {
    expect(concernsOf(step)[0]).toContain('Deployment cardboard/price-scraper replaces its pods');
  });

  it('names the way back with its values', () => {
    expect(concernsOf(step)[1]).toContain('set-resources container scraper, limits memory 256Mi');
  });

  it('says what a delete takes along, and that there is no way back', () => {
    const concerns = concernsOf({
      ...step,
      request: {
        verb: 'delete',
        target: job,
        options: { preconditions: { uid: 'u' }, propagationPolicy: 'Background' },
      },
      inverse: { irreversible: 'a finished Job cannot be brought back' },
    });
    expect(concerns).toEqual([
      'Job cardboard/postgres-backup-29520495 is deleted, and what it owns with it.',
      'It cannot be taken back: a finished Job cannot be brought back.',
    ]);
  });

  it('warns that a dry-run is provisional, and repeats what a layer holds for or what admission adds', () => {
    const concerns = concernsOf({
      ...step,
      provisional: true,
      verdicts: [
        {
          layer: 'pod-security',
          outcome: 'hold',
          reason: 'pod-security.loosens-level',
          message: 'It loosens the level',
        },
        { layer: 'selector', outcome: 'pass', reason: 'selector.safe', message: 'Nothing is lost' },
        { layer: 'dry-run', outcome: 'pass', reason: 'dry-run.altered', message: 'A webhook adds /x' },
        { layer: 'approval', outcome: 'hold', reason: 'approval.two-people', message: 'Two people' },
      ],
    });
    expect(concerns.slice(2)).toEqual([
      expect.stringContaining('dry-run is provisional'),
      'It loosens the level.',
      'A webhook adds /x.',
    ]);
  });
});
