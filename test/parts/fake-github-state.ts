import { BareRepository } from './bare-repository.ts';

export interface FakeReview {
  readonly by: string;
  readonly state: 'APPROVED' | 'CHANGES_REQUESTED' | 'COMMENTED' | 'DISMISSED';
  readonly association: string;
}

export interface FakePull {
  readonly number: number;
  readonly head: string;
  readonly base: string;
  title: string;
  body: string;
  readonly draft: boolean;
  readonly author: string;
  state: 'open' | 'closed';
  mergeCommit?: string;
  endedBy?: string;
  /** Its head when it ended. */
  endedAt?: string;
  labels: string[];
  reviewers: string[];
  teams: string[];
  reviews: FakeReview[];
  comments: { readonly by: string; readonly body: string }[];
}

export interface FakeRepository {
  /** `owner/name`. */
  readonly name: string;
  readonly git: BareRepository;
  isPrivate: boolean;
  isArchived: boolean;
  isEmpty: boolean;
  /** A private repository of a free plan has no draft pull requests. */
  hasDrafts: boolean;
  /** A rule keeps new branches that match away. */
  creationRule?: RegExp;
  /** A rule keeps pushes to branches that match away. */
  updateRule?: RegExp;
  /** More entries than these are answered cut. */
  mostTreeEntries: number;
  /** Who can be asked to review. */
  readonly collaborators: Set<string>;
  readonly teams: Set<string>;
  readonly pulls: FakePull[];
  readonly checks: Map<string, { readonly status: string; readonly conclusion: string | null }[]>;
  readonly statuses: Map<string, ('success' | 'pending' | 'failure' | 'error')[]>;
}

export type Permission = 'contents' | 'pull_requests' | 'checks' | 'statuses' | 'metadata';

export interface FakeToken {
  readonly login: string;
  /** A personal token answers at /user, an installation's does not. */
  readonly kind: 'personal' | 'installation';
  readonly permissions: Readonly<Partial<Record<Permission, 'read' | 'write'>>>;
  /** Those that it sees; every one unless told. */
  readonly repositories?: ReadonlySet<string>;
  isExpired: boolean;
}

export const everyPermission: FakeToken['permissions'] = {
  contents: 'write',
  pull_requests: 'write',
  checks: 'read',
  statuses: 'read',
  metadata: 'read',
};

export function emptyRepository(name: string): FakeRepository {
  return {
    name,
    git: new BareRepository(),
    isPrivate: true,
    isArchived: false,
    isEmpty: false,
    hasDrafts: true,
    mostTreeEntries: Infinity,
    collaborators: new Set(),
    teams: new Set(),
    pulls: [],
    checks: new Map(),
    statuses: new Map(),
  };
}

/** A number by which it is opened next; GitHub counts issues and pull requests together. */
export function nextNumber({ pulls }: FakeRepository): number {
  return Math.max(0, ...pulls.map(({ number }) => number)) + 1;
}

export function headOf({ git }: FakeRepository, pull: FakePull): string {
  return pull.endedAt ?? git.head(pull.head) ?? '';
}
