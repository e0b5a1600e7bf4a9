import type { DegradedComponent } from '../../domain/degraded-component.ts';
import type { About } from '../app-options.ts';
import type { Assets } from '../assets/assets.ts';
import type { SignInMethod } from '../../domain/decision.ts';
import type { Role } from '../auth/role.ts';

/** What every page needs besides its own matter. */
export interface PageContext {
  readonly assets: Assets;
  readonly about: About;
  readonly now: Date;
  /** Absent where nobody is signed in. */
  readonly viewer?: Viewer;
  /** Proposals that the viewer may approve now. */
  readonly waitingForMe: number;
  readonly stopped: boolean;
  /** `file:line#name` of each policy rule that lets actions run without people. */
  readonly unattendedRules: readonly string[];
  /** A rule of the Approvers policy lets somebody approve alone what takes two. */
  readonly breakGlass: boolean;
  /** What Firebreak depends on and has to do without. */
  readonly degraded: readonly DegradedComponent[];
}

export interface Viewer {
  readonly name: string;
  readonly role: Role;
  readonly via: SignInMethod;
  /** Goes into every form. */
  readonly formToken: string;
}
