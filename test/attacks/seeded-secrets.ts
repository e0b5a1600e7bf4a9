import type { KubernetesObject } from '../../src/domain/objects.ts';
import type { AttackedAlert } from './attacked-service.ts';
import { knownSecrets } from './secrets/known-values.ts';
import { type SeededSecret } from './secrets/secret-form.ts';
import { seededSecrets } from './secrets/secret-corpus.ts';
import { eventAbout, type Victim, victim } from './victims.ts';

/** Where people leave secrets lying about. */
const places = [
  'log',
  'event',
  'annotation',
  'last-applied',
  'env',
  'args',
  'alert-annotation',
  'alert-label',
  'generator-url',
  'last-words',
  'deleted-job',
] as const;
type Place = (typeof places)[number];

/** A secret where it was left; `mark` stands before it, so that a surface shows whether it got that far. */
export interface LeftSecret extends SeededSecret {
  readonly place: Place;
  readonly mark: string;
  readonly written: string;
}

/** The secrets of one incident. */
interface Leak {
  readonly name: string;
  readonly place: Place;
  readonly secrets: readonly LeftSecret[];
}

/** As much of a log or a message as one incident's evidence has room for. */
const mostCharacters = 2_600;
const mostSecrets = 20;
/** Of these nothing is shown, however much stands there: one incident holds them all. */
const unseen: ReadonlySet<Place> = new Set(['annotation', 'last-applied', 'env', 'args', 'generator-url']);
/** It would hide everything that comes after it in the same text. */
const endless = 'key without its end';

/** Every second kind of secret in each place, the next place the others, and all known values everywhere. */
export const leaks: readonly Leak[] = places.flatMap((place, number) => {
  const made = seededSecrets(number + 1).filter(
    ({ kind }, index) => kind !== endless && (index + number) % 2 === 0,
  );
  const left = [...made, ...knownSecrets].map((secret, index): LeftSecret => {
    const mark = `left${String(number * 1_000 + index).padStart(5, '0')}x`;
    return { ...secret, place, mark, written: `${mark} ${secret.text}` };
  });
  const portions = unseen.has(place) ? [left] : inPortions(left);
  return portions.map((secrets, index) => ({ name: `${place}-${index}`, place, secrets }));
});

function inPortions(secrets: readonly LeftSecret[]): readonly (readonly LeftSecret[])[] {
  const portions: LeftSecret[][] = [];
  let room = 0;
  for (const secret of secrets) {
    const last = portions.at(-1);
    room -= secret.written.length;
    if (last === undefined || room < 0 || last.length === mostSecrets) {
      portions.push([secret]);
      room = mostCharacters - secret.written.length;
    } else last.push(secret);
  }
  return portions;
}

const texts = ({ secrets }: Leak): readonly string[] => secrets.map(({ written }) => written);
const numbered = (leak: Leak, prefix: string) =>
  Object.fromEntries(texts(leak).map((text, index) => [`${prefix}${index}`, text]));

/** What the cluster holds of a leak; a deleted Job's is a Job. */
export function victimOf(leak: Leak): Victim {
  const { name, place } = leak;
  const all = texts(leak);
  switch (place) {
    case 'log':
      return victim(name, { log: all.flatMap((text) => text.split('\n')) });
    case 'annotation':
      return victim(name, { annotations: numbered(leak, 'team.example/note-') });
    case 'last-applied':
      return victim(name, {
        annotations: { 'kubectl.kubernetes.io/last-applied-configuration': JSON.stringify(all) },
      });
    case 'env':
      return victim(name, { env: all.map((value, index) => ({ name: `SETTING_${index}`, value })) });
    case 'args':
      return victim(name, { args: all });
    case 'last-words':
      return victim(name, { terminationMessage: all.join('\n') });
    case 'deleted-job':
      return { objects: [failedJob(leak)], behaviours: [] };
    case 'event': {
      const { objects, behaviours } = victim(name);
      return {
        objects: [...objects, ...all.map((text, index) => numberedEvent(name, text, index))],
        behaviours,
      };
    }
    case 'alert-annotation':
    case 'alert-label':
    case 'generator-url':
      return victim(name);
  }
}

function numberedEvent(name: string, message: string, index: number): KubernetesObject {
  const event = eventAbout(name, message);
  return { ...event, metadata: { ...event.metadata, name: `${name}.${index}` } };
}

function failedJob(leak: Leak): KubernetesObject {
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: {
      name: leak.name,
      namespace: 'cardboard',
      uid: `uid-${leak.name}`,
      annotations: numbered(leak, 'team.example/note-'),
    },
    spec: {
      backoffLimit: 0,
      template: {
        spec: {
          restartPolicy: 'Never',
          containers: [{ name: 'job', image: 'registry.example/team/job:1', args: [...texts(leak)] }],
        },
      },
    },
    status: {
      failed: 1,
      startTime: '2026-03-04T01:00:00Z',
      conditions: [
        {
          type: 'Failed',
          status: 'True',
          reason: 'BackoffLimitExceeded',
          message: texts(leak).join('\n'),
          lastTransitionTime: '2026-03-04T01:01:00Z',
        },
      ],
    },
  };
}

/** The alert about a leak, with what its place puts into the alert itself. */
export function alertAbout(leak: Leak, index: number): AttackedAlert {
  const { name, place } = leak;
  const fingerprint = `feed${String(index).padStart(4, '0')}`;
  if (place === 'deleted-job')
    return { labels: { alertname: 'KubeJobFailed', namespace: 'cardboard', job_name: name }, fingerprint };
  return {
    labels: {
      alertname: 'KubeDeploymentReplicasMismatch',
      namespace: 'cardboard',
      deployment: name,
      ...(place === 'alert-label' ? numbered(leak, 'note_') : {}),
    },
    annotations: place === 'alert-annotation' ? { description: texts(leak).join('\n') } : {},
    fingerprint,
    ...(place === 'generator-url' ? { generatorURL: texts(leak).join('\n') } : {}),
  };
}
