import { reasons, type ReasonCode } from '../domain/reasons.ts';

export interface ProblemDetail {
  readonly detail?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A refusal of a request, with the reason that the caller gets. */
export class HttpProblem extends Error {
  readonly status: number;
  readonly code: ReasonCode;
  readonly detail: string | undefined;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, code: ReasonCode, { detail, headers }: ProblemDetail = {}) {
    super(detail ?? reasons[code]);
    this.name = 'HttpProblem';
    this.status = status;
    this.code = code;
    this.detail = detail;
    this.headers = headers ?? {};
  }
}

/** The members of a problem document (RFC 9457); `code` is one of the documented reason codes. */
export interface ProblemDocument {
  readonly type: 'about:blank';
  readonly title: string;
  readonly status: number;
  readonly code: ReasonCode;
  readonly detail?: string;
  /** The id under which the service's log has the request. */
  readonly instance: string;
}

export function problemDocument(problem: HttpProblem, requestId: string): ProblemDocument {
  return {
    type: 'about:blank',
    title: reasons[problem.code],
    status: problem.status,
    code: problem.code,
    ...(problem.detail === undefined ? {} : { detail: problem.detail }),
    instance: `urn:firebreak:request:${requestId}`,
  };
}
