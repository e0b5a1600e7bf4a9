import { describe, expect, it } from 'vitest';
import { warningTexts } from './warnings.ts';

describe('Warning headers', () => {
  it('are none where there is no header', () => {
    expect(warningTexts(undefined)).toEqual([]);
  });

  it('lose code, agent and quoting', () => {
    expect(warningTexts('299 - "would violate PodSecurity \\"restricted:latest\\""')).toEqual([
      'would violate PodSecurity "restricted:latest"',
    ]);
  });

  it('come apart where several share one header, or come in several', () => {
    expect(
      warningTexts(['299 - "one, two", 299 - "three"', '299 k8s "four" "Tue, 15 Nov 1994 08:12:31 GMT"']),
    ).toEqual(['one, two', 'three', 'four']);
  });

  it('are kept whole where they are broken', () => {
    expect(warningTexts('299 - "good", not a warning')).toEqual(['good', 'not a warning']);
  });
});
