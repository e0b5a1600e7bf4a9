import { describe, expect, it } from 'vitest';
import { statusMessage } from './status-message.ts';

const LONG = 'x'.repeat(300);

describe('the message of a Status', () => {
  it('stays as it is while the values are short', () => {
    const message =
      'Deployment.apps "web" is invalid: spec.replicas: Invalid value: -1: must be greater than 0';
    expect(statusMessage(message)).toBe(message);
  });

  it('loses the object that strict decoding quotes', () => {
    const object = JSON.stringify(JSON.stringify({ env: [{ name: 'A', value: LONG }] }));
    const message = ` "" is invalid: patch: Invalid value: ${object}: strict decoding error: unknown field "spec.a"`;
    expect(statusMessage(message)).toMatch(
      /^ "" is invalid: patch: Invalid value: \(\d+ characters\): strict decoding error: unknown field "spec.a"$/u,
    );
  });

  it('loses the template that an immutable field quotes', () => {
    const template = JSON.stringify({ containers: [{ env: [{ value: `a"}]{${LONG}` }] }] });
    const message = `Job.batch "b" is invalid: spec.template: Invalid value: ${template}: field is immutable`;
    expect(statusMessage(message)).toMatch(/Invalid value: \(\d+ characters\): field is immutable$/u);
  });

  it('is capped where the value never ends', () => {
    expect(statusMessage(`Invalid value: "${LONG}`)).toBe(`Invalid value: (301 characters)`);
    expect(statusMessage('a'.repeat(5_000))).toHaveLength(2_001);
  });
});
