import { describe, it } from 'vitest';
import { parseAction } from '../../src/actions/catalogue.ts';
import { checkPodDocuments } from '../../src/guardrails/pod-security/check-pod-documents.ts';
import { readPolicyFile } from '../../src/guardrails/policies/policy-document.ts';
import { parsePayload } from '../../src/intake/payload.ts';
import { parseKubectl } from '../../src/kubectl/parse-kubectl.ts';
import { parseManifests } from '../../src/manifests/parse-manifests.ts';
import { hostileTexts } from './hostile-texts.ts';
import { row } from './percentiles.ts';

const readers: Readonly<Record<string, (text: string) => unknown>> = {
  kubectl: (text) => parseKubectl(text),
  action: (text) => parseAction(jsonOf(text)),
  webhook: (text) => parsePayload(jsonOf(text)),
  policy: (text) => readPolicyFile('hostile.yaml', text),
  pods: (text) => checkPodDocuments(text, 'hostile.yaml', 'restricted', 'latest'),
  manifests: (text) => parseManifests(text, 'hostile.yaml', 'default'),
};

/** What the HTTP server and `--action` make of a text before a schema sees it. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Milliseconds of processor time until a text is answered, be it with an error: steady on a busy machine. */
function taken(read: (text: string) => unknown, text: string): number {
  const started = process.cpuUsage();
  try {
    read(text);
  } catch {
    // An error is an answer: test/reference/hostile-input.test.ts says which.
  }
  const { user, system } = process.cpuUsage(started);
  return (user + system) / 1_000;
}

describe('a million hostile characters', () => {
  it('by who reads them, in milliseconds of processor time', () => {
    row('', ...Object.keys(readers));
    for (const [what, text] of Object.entries(hostileTexts)) {
      row(what, ...Object.values(readers).map((read) => taken(read, text)));
    }
  });
});
