import type { Admission } from '../../ports/cluster.ts';

/** How the API server begins a refusal of an object: `services "web" is forbidden: `, `Internal error occurred: `. */
const opening = String.raw`^(?:\S+ ".*?" is (?:forbidden|invalid): |Internal error occurred: )?`;

/**
 * The parts of admission by the words that they begin with: a Status names none of them otherwise. What a webhook or a
 * policy goes on to say comes later in the message, so that it cannot pass for another part.
 *
 * Sources: k8s.io/apiserver admission/plugin/webhook/errors, admission/plugin/policy/validating and
 * admission/plugin/resourcequota; k8s.io/kubernetes plugin/pkg/admission/limitranger; k8s.io/pod-security-admission.
 */
const wordings: readonly (readonly [Admission, RegExp])[] = [
  ['webhook-without-dry-run', words(String.raw`admission webhook ".*?" does not support dry run`)],
  ['webhook', words(String.raw`admission webhook ".*?" denied the request`)],
  ['webhook-unreachable', words(String.raw`failed calling webhook "`)],
  ['policy', words(String.raw`ValidatingAdmissionPolicy '`)],
  ['quota', words(String.raw`(?:exceeded|failed|insufficient) quota: `)],
  [
    'limit-range',
    words(
      String.raw`\[?(?:(?:maximum|minimum) \S+ usage per |\S+ max limit to request ratio per |must specify an? \S+ limit for )`,
    ),
  ],
  ['pod-security', words(String.raw`violates PodSecurity "`)],
];

function words(text: string): RegExp {
  return new RegExp(opening + text, 'u');
}

/** Which part of admission refused, by the message of the Status; undefined where it was none that is known. */
export function admissionOf(message: string): Admission | undefined {
  return wordings.find(([, wording]) => wording.test(message))?.[0];
}
