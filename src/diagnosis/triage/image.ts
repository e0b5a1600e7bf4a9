import { refOf, refText } from '../../domain/objects.ts';
import type { CauseCode } from '../taxonomy.ts';
import type { Rule } from './rule.ts';
import { finding } from './rule.ts';
import { renewalOf } from './pull-secret-renewal.ts';

const pullReasons = new Set([
  'ImagePullBackOff',
  'ErrImagePull',
  'InvalidImageName',
  'ErrImageNeverPull',
  'RegistryUnavailable',
]);

/** Words of container runtimes and registries, in the order in which they are believed. */
const readings: readonly (readonly [pattern: RegExp, cause: CauseCode])[] = [
  [/InvalidImageName|invalid reference format|couldn't parse image/iu, 'image.invalid-name'],
  [/toomanyrequests|too many requests|rate limit/iu, 'image.rate-limited'],
  [/no match for platform|no matching manifest for/iu, 'image.wrong-architecture'],
  [
    /FailedToRetrieveImagePullSecret|unable to retrieve some image pull secrets/iu,
    'image.pull-secret-missing',
  ],
  [
    /unauthorized|authentication required|authorization (?:token|failed)|no basic auth|token has expired|403 forbidden|denied/iu,
    'image.pull-denied',
  ],
  [
    /not found|manifest unknown|does not exist|no such image|name unknown|ErrImageNeverPull/iu,
    'image.not-found',
  ],
  [
    /dial tcp|no such host|i\/o timeout|connection refused|TLS handshake|HTTP response to HTTPS client|x509:|context deadline exceeded|server misbehaving|50[234]\b/iu,
    'image.registry-unreachable',
  ],
];

/**
 * Images that cannot be pulled. The registry's words tell why; docker.io says "access denied or does not exist" for
 * both, so that answer is never sure.
 */
export const imageRule: Rule = (facts) =>
  facts.pods.flatMap((pod) => {
    const container = pod.containers.find(({ waiting }) => pullReasons.has(waiting?.reason ?? ''));
    if (container === undefined) return [];
    const events = facts.events.filter(
      ({ about, reason }) => about === `Pod/${pod.name}` && /fail|backoff|pull/iu.test(reason),
    );
    const words = [
      container.waiting?.reason ?? '',
      container.waiting?.message ?? '',
      ...events.map(({ reason, message }) => `${reason} ${message}`),
    ].join('\n');
    const cause = readings.find(([pattern]) => pattern.test(words))?.[1];
    const ambiguous = /may require|or may not|does not exist or/iu.test(words);
    const evidence = [pod.id, ...events.map(({ id }) => id)];
    const why = `${refText(pod.root)} cannot pull the image of container ${container.name}`;
    if (cause === undefined) {
      return [
        finding({ cause: 'image.not-found', object: pod.root, confidence: 0.4, sure: false, why, evidence }),
      ];
    }
    const confidence = ambiguous ? 0.6 : 0.93;
    const renewal = cause === 'image.pull-denied' ? renewalOf(facts, pod) : undefined;
    if (renewal === undefined)
      return [finding({ cause, object: pod.root, confidence, sure: !ambiguous, why, evidence })];
    const stale = `${why}: its pull secret ${renewal.secret} was last renewed ${renewal.last} by ${refText(refOf(renewal.cronJob.object))}`;
    return [
      finding(
        {
          cause,
          object: pod.root,
          confidence: 0.95,
          sure: true,
          why: stale,
          evidence: [...evidence, ...renewal.evidence],
        },
        renewal.actions,
      ),
    ];
  });
