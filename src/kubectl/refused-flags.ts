import { KubectlRefusal, type KubectlReason } from './kubectl-refusal.ts';

interface Group {
  readonly reason: KubectlReason;
  readonly flags: readonly string[];
  readonly why: string;
  readonly remedy: string;
}

const groups: readonly Group[] = [
  {
    reason: 'kubectl.identity-flag',
    flags: [
      '--as',
      '--as-group',
      '--as-uid',
      '--as-user-extra',
      '--token',
      '--user',
      '--username',
      '--password',
      '--kubeconfig',
      '--kuberc',
      '--context',
      '--cluster',
      '--server',
      '-s',
      '--certificate-authority',
      '--client-certificate',
      '--client-key',
      '--insecure-skip-tls-verify',
      '--tls-server-name',
      '--proxy-url',
      '--cache-dir',
    ],
    why: 'chooses an identity, a credential or a server',
    remedy: 'leave it out: Firebreak has its own identity and one cluster',
  },
  {
    reason: 'kubectl.raw-request',
    flags: ['--raw'],
    why: 'sends a request of its own',
    remedy: 'name the kind and the object',
  },
  {
    reason: 'kubectl.files',
    flags: [
      '--filename',
      '-f',
      '--kustomize',
      '-k',
      '--recursive',
      '-R',
      '--patch-file',
      '--from-file',
      '--from-env-file',
      '--template',
      '--output-directory',
      '--profile-output',
    ],
    why: 'reads or writes a file or a URL',
    remedy: 'name the object and the change, or check the manifest with firebreak check PATH',
  },
  {
    reason: 'kubectl.broad-selection',
    flags: ['--all', '--all-namespaces', '-A', '--selector', '-l', '--field-selector'],
    why: 'changes whatever it matches',
    remedy: 'name each object',
  },
  {
    reason: 'kubectl.forced-deletion',
    flags: ['--force', '--grace-period', '--now'],
    why: 'takes away the time that pods have to end',
    remedy: 'leave it out',
  },
  {
    reason: 'kubectl.not-in-catalogue',
    flags: ['--image', '--overrides'],
    why: 'makes something of its own, which no action is for',
    remedy: 'leave it out',
  },
  {
    reason: 'kubectl.dry-run',
    flags: ['--dry-run'],
    why: 'makes it a trial, and Firebreak makes its own of every action',
    remedy: 'leave it out',
  },
];

/** The refusal of a flag for which there is a reason of its own; undefined for any other. */
export function refuseKnownFlag(flag: string): KubectlRefusal | undefined {
  const group = groups.find(({ flags }) => flags.includes(flag));
  return group === undefined
    ? undefined
    : new KubectlRefusal(group.reason, `${flag} ${group.why}`, group.remedy);
}
