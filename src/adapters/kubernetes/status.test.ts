import { describe, expect, it } from 'vitest';
import { clusterErrorOf } from './status.ts';

function codeOf(status: number, body: object): string {
  const text = JSON.stringify({ kind: 'Status', status: 'Failure', code: status, ...body });
  return clusterErrorOf({ status, headers: {}, text }).code;
}

describe('the code of a Status', () => {
  it.each([
    [400, 'BadRequest', 'invalid'],
    [401, 'Unauthorized', 'unauthorized'],
    [403, 'Forbidden', 'forbidden'],
    [404, 'NotFound', 'not-found'],
    [409, 'AlreadyExists', 'already-exists'],
    [409, 'Conflict', 'conflict'],
    [415, 'UnsupportedMediaType', 'invalid'],
    [422, 'Invalid', 'invalid'],
    [500, 'InternalError', 'server-error'],
    [503, 'ServiceUnavailable', 'server-error'],
    [504, 'Timeout', 'timeout'],
  ])('of %d %s is %s', (status, reason, code) => {
    expect(codeOf(status, { reason })).toBe(code);
  });

  it('is rejected for an admission policy, whatever reason it was told to give', () => {
    const details = { name: 'web', kind: 'services', causes: [{ message: 'only dry-run' }] };
    expect(codeOf(422, { reason: 'Invalid', details })).toBe('rejected');
    expect(codeOf(403, { reason: 'Forbidden', details })).toBe('rejected');
  });

  it('is rejected for an admission webhook that gives no reason', () => {
    expect(codeOf(400, { message: 'admission webhook "x.example" denied the request: no' })).toBe('rejected');
  });

  it('is invalid where validation names a field', () => {
    const causes = [{ reason: 'FieldValueInvalid', message: 'no', field: 'spec.replicas' }];
    expect(codeOf(422, { reason: 'Invalid', details: { causes } })).toBe('invalid');
  });

  it('rests on the HTTP status where there is no Status object', () => {
    expect(clusterErrorOf({ status: 502, headers: {}, text: 'Bad Gateway' })).toMatchObject({
      code: 'server-error',
      status: 502,
      message: 'the API server answered 502',
    });
  });
});
