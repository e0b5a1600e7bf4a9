import { describe, expect, it } from 'vitest';
import { admissionOf } from './admission.ts';
import { clusterErrorOf } from './status.ts';

describe('which part of admission refused', () => {
  it.each([
    ['webhook', 'admission webhook "team.example.com" denied the request: no'],
    ['webhook', 'admission webhook "team.example.com" denied the request without explanation'],
    ['webhook-without-dry-run', 'admission webhook "old.example.com" does not support dry run'],
    [
      'webhook-unreachable',
      'Internal error occurred: failed calling webhook "x.example.com": failed to call webhook: Post "https://x": EOF',
    ],
    [
      'policy',
      "configmaps \"settings\" is forbidden: ValidatingAdmissionPolicy 'p' with binding 'p' denied request: no",
    ],
    [
      'quota',
      'pods "web-1" is forbidden: exceeded quota: small, requested: pods=1, used: pods=1, limited: pods=1',
    ],
    ['quota', 'pods "web-1" is forbidden: failed quota: small: must specify limits.memory for: app'],
    ['limit-range', 'pods "web-1" is forbidden: maximum memory usage per Container is 1Gi, but limit is 2Gi'],
    ['limit-range', 'pods "web-1" is forbidden: [minimum cpu usage per Pod is 1, but request is 100m, x]'],
    ['limit-range', 'pods "web-1" is forbidden: memory max limit to request ratio per Container is 2, but'],
    ['pod-security', 'pods "web-1" is forbidden: violates PodSecurity "restricted:latest": privileged'],
    [undefined, 'deployments.apps "web" is forbidden: User "planner" cannot patch resource "deployments"'],
    [undefined, 'Deployment.apps "web" is invalid: spec.replicas: Invalid value: -1'],
    // What a webhook says is its own: it cannot pass for another part.
    ['webhook', 'admission webhook "x" denied the request: pods "a" is forbidden: exceeded quota: small'],
  ])('is %s by: %s', (admission, message) => {
    expect(admissionOf(message)).toBe(admission);
  });

  const error = (status: number, reason: string, message: string) =>
    clusterErrorOf({ status, headers: {}, text: JSON.stringify({ kind: 'Status', reason, message }) });

  it('makes a refusal of what the status alone would call something else', () => {
    expect(
      error(400, 'BadRequest', 'admission webhook "old.example.com" does not support dry run'),
    ).toMatchObject({
      code: 'rejected',
      refusedBy: 'webhook-without-dry-run',
    });
  });

  it('leaves open whether a webhook that was away would have refused', () => {
    const message =
      'Internal error occurred: failed calling webhook "x.example.com": context deadline exceeded';
    expect(error(500, 'InternalError', message)).toMatchObject({
      code: 'server-error',
      refusedBy: 'webhook-unreachable',
    });
  });
});
