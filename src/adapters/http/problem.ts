/** What can go wrong on the API, each with its stable `code`; texts may be bettered, codes may not. */
export const PROBLEMS = {
  "invalid-request": { status: 400, title: "The request is not valid." },
  "invalid-cursor": { status: 400, title: "The cursor is not one that this list gave." },
  unauthenticated: { status: 401, title: "A valid API key is needed." },
  forbidden: { status: 403, title: "The API key may not do this." },
  "cross-site": { status: 403, title: "The form was sent from another site." },
  "not-found": { status: 404, title: "There is nothing here." },
  "method-not-allowed": { status: 405, title: "There is something here, but not for this method." },
  "request-under-way": { status: 409, title: "The same request, by its Idempotency-Key, is being carried out." },
  "order-refused": { status: 422, title: "Nothing was done: what was ordered cannot be done." },
  "wrong-state": { status: 409, title: "Nothing was done: its state does not allow it." },
  "already-exists": { status: 409, title: "There is one of this id already." },
  "precondition-failed": { status: 412, title: "It has changed since it was read." },
  "precondition-required": { status: 428, title: "A change needs If-Match." },
  "invalid-organisation": {
    status: 422,
    title: "The organisation is not right; the detail says what and how to mend it.",
  },
  "too-large": { status: 413, title: "The request is too large." },
  "idempotency-key-taken": { status: 422, title: "Another request was sent under this Idempotency-Key." },
  "unsupported-media-type": { status: 415, title: "The request body is of a kind that is not read here." },
  "too-many-requests": { status: 429, title: "Too many requests." },
  internal: { status: 500, title: "Something unexpected failed; it was logged under the request id." },
  "database-unavailable": { status: 503, title: "The database does not answer; try again in a moment." },
} as const;

export type ProblemCode = keyof typeof PROBLEMS;

/** A problem document of RFC 9457. */
export interface ProblemDocument {
  type: string;
  title: string;
  status: number;
  code: ProblemCode;
  detail?: string;
  requestId: string;
}

/** Thrown by a handler to answer with a problem document. */
export class Problem extends Error {
  readonly code: ProblemCode;
  readonly detail: string | undefined;
  readonly headers: Readonly<Record<string, string>>;

  constructor(code: ProblemCode, detail?: string, headers: Readonly<Record<string, string>> = {}) {
    super(PROBLEMS[code].title);
    this.name = "Problem";
    this.code = code;
    this.detail = detail;
    this.headers = headers;
  }
}

export const PROBLEM_CODES = Object.keys(PROBLEMS) as ProblemCode[];

/** The media type of RFC 9457 section 3. */
export const PROBLEM_TYPE = "application/problem+json";

export function writeProblem(problem: Problem, requestId: string): ProblemDocument {
  const { status, title } = PROBLEMS[problem.code];
  return {
    type: `urn:svartid:problem:${problem.code}`,
    title,
    status,
    code: problem.code,
    ...(problem.detail === undefined ? {} : { detail: problem.detail }),
    requestId,
  };
}
