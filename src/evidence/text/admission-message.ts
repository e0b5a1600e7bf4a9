const called = /failed calling webhook "(?<name>[a-z0-9.-]{1,253})"/iu;
const denied = /admission webhook "(?<name>[a-z0-9.-]{1,253})" denied/iu;

/** The webhook that an API server's refusal names, in the words of k8s.io/apiserver. */
export function admissionWebhookIn(message: string): string | undefined {
  return (called.exec(message) ?? denied.exec(message))?.groups?.['name'];
}

/** Whether the webhook did not answer, rather than refuse. */
export function isWebhookCallFailure(message: string): boolean {
  return called.test(message);
}
