import { stringify } from 'yaml';
import type { AdmissionPolicies } from './admission-policies.ts';
import { policyManifests } from './manifests.ts';

/** The policies and bindings as YAML, with what they cannot hold at the top. */
export function admissionYaml({ policies, unseen }: AdmissionPolicies, policyVersion: string): string {
  const head = [
    `What the policies ${policyVersion} allow, for the API server to hold. Apply it again when they change.`,
    'It cannot hold:',
    ...unseen.map((line) => `- ${line}`),
  ];
  const documents = policies
    .flatMap(policyManifests)
    .map((object) => stringify(object, { lineWidth: 0, aliasDuplicateObjects: false }));
  // A rule's name comes from a file, and must not end the comment.
  return `${head.map((line) => `# ${line.replaceAll(/\s+/gu, ' ')}\n`).join('')}${documents.join('---\n')}`;
}
