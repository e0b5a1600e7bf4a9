import type { FakeRepository, Permission } from './fake-github-state.ts';

/** What a handler is given; parameters and body fit the description already. */
export interface RouteInput {
  readonly repository: FakeRepository;
  readonly login: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly body: unknown;
}

/** `facts` is what the answer has to say; the rest of the described answer is filled in. */
export interface RouteAnswer {
  readonly status: number;
  readonly facts: unknown;
}

export interface Route {
  readonly needs: readonly [Permission, 'read' | 'write'];
  readonly run: (input: RouteInput) => RouteAnswer;
}

/** GitHub refuses; `errors` as its documentation of errors has them. */
export class Refusal extends Error {
  readonly status: number;
  readonly errors: readonly Readonly<Record<string, string>>[] | undefined;

  constructor(status: number, message: string, errors?: readonly Readonly<Record<string, string>>[]) {
    super(message);
    this.status = status;
    this.errors = errors;
  }
}

export const ok = (facts: unknown): RouteAnswer => ({ status: 200, facts });
export const created = (facts: unknown): RouteAnswer => ({ status: 201, facts });
export const read = (permission: Permission): Route['needs'] => [permission, 'read'];
export const write = (permission: Permission): Route['needs'] => [permission, 'write'];

export function writable({ isArchived }: FakeRepository): void {
  if (isArchived) throw new Refusal(403, 'Repository was archived so is read-only.');
}
