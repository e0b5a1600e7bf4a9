import { describe, expect, it } from 'vitest';
import { withSection } from './section.ts';

describe('a section of a document', () => {
  it('is added at the end', () => {
    expect(withSection('# Title\n\nText.\n', 'Storms', 'Calm.')).toBe(
      '# Title\n\nText.\n\n## Storms\n\nCalm.\n',
    );
  });

  it('is replaced where it stands, and the others stay', () => {
    const before = '# Title\n\n## Crashes\n\nOne.\n\n## Storms\n\nOld.\n\n### More\n\n## Last\n\nTwo.\n';
    expect(withSection(before, 'Storms', 'New.')).toBe(
      '# Title\n\n## Crashes\n\nOne.\n\n## Storms\n\nNew.\n\n## Last\n\nTwo.\n',
    );
  });
});
