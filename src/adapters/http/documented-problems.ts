import type { Handler, Writing } from "./handler.ts";
import { PROBLEM_CODES, PROBLEM_TYPE, PROBLEMS, Problem, type ProblemCode, writeProblem } from "./problem.ts";
import { isWriting, type Route } from "./routes.ts";
import { ProblemSchema } from "./schemas.ts";

/** Of every route with a scope, whatever it does. */
const OF_SCOPED = ["unauthenticated", "forbidden", "database-unavailable"] as const;
/** Of every route that is read a body of, and is answered once. */
const OF_WRITING = [
  "invalid-request",
  "too-large",
  "unsupported-media-type",
  "request-under-way",
  "idempotency-key-taken",
] as const;

/** Every problem that a route may answer with: those of its kind, and those that its handler names. */
export function problemsOf(route: Route, { schema, problems = [] }: Handler | Writing): readonly ProblemCode[] {
  const isChecked = [schema.params, schema.querystring, schema.headers].some((part) => part !== undefined);
  const codes = new Set<ProblemCode>([
    ...(isChecked ? (["invalid-request"] as const) : []),
    ...(isPaged(schema.querystring) ? (["invalid-cursor"] as const) : []),
    ...(route.access === "public" ? [] : OF_SCOPED),
    ...(isWriting(route) ? OF_WRITING : []),
    ...problems,
    ...(["too-many-requests", "internal"] as const),
  ]);
  return PROBLEM_CODES.filter((code) => codes.has(code));
}

function isPaged(query: unknown): boolean {
  return "cursor" in ((query as { properties?: object } | undefined)?.properties ?? {});
}

/** The answers of an operation by their status, as references into `problemComponents`. */
export function problemResponses(codes: readonly ProblemCode[]): Record<string, { $ref: string }> {
  return Object.fromEntries(
    [...byStatus(codes)].map(([status, some]) => [
      String(status),
      { $ref: `#/components/responses/${some.join(".")}` },
    ]),
  );
}

/** What the answers of these operations refer to: each set of codes that share a status, with an example of each code. */
export function problemComponents(operations: readonly (readonly ProblemCode[])[]) {
  const sets = operations.flatMap((codes) => [...byStatus(codes).values()]);
  return {
    schemas: { Problem: ProblemSchema },
    examples: Object.fromEntries(
      [...new Set(operations.flat())].map((code) => [code, { value: writeProblem(new Problem(code), REQUEST_ID) }]),
    ),
    responses: Object.fromEntries(sets.map((codes) => [codes.join("."), describe(codes)])),
  };
}

const REQUEST_ID = "8f14e45f-ceea-467f-a9d1-2b3c4d5e6f70";

function describe(codes: readonly ProblemCode[]) {
  return {
    description: codes.map((code) => `\`${code}\`: ${PROBLEMS[code].title}`).join(" "),
    content: {
      [PROBLEM_TYPE]: {
        schema: { $ref: "#/components/schemas/Problem" },
        examples: Object.fromEntries(codes.map((code) => [code, { $ref: `#/components/examples/${code}` }])),
      },
    },
  };
}

function byStatus(codes: readonly ProblemCode[]): Map<number, ProblemCode[]> {
  const found = new Map<number, ProblemCode[]>();
  for (const code of codes) {
    const { status } = PROBLEMS[code];
    found.set(status, [...(found.get(status) ?? []), code]);
  }
  return found;
}
