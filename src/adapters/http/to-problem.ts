import { AdapterError } from "../../usecases/ports/adapter-error.ts";
import { Problem, type ProblemCode } from "./problem.ts";

const BY_STATUS: Readonly<Record<number, ProblemCode>> = {
  404: "not-found",
  413: "too-large",
  415: "unsupported-media-type",
  429: "too-many-requests",
};

// Refused, reset, unreachable; a server that starts or stops (57P0x); connection exceptions (class 08).
const DATABASE_AWAY = /^(ECONNREFUSED|ECONNRESET|ENOTFOUND|ETIMEDOUT|EPIPE|57P0\d|08\w{3}|53300)$/;
/** PostgreSQL's code for text that it cannot hold: U+0000, which a URL or JSON can. */
const UNHOLDABLE = "22021";
const NOT_JSON = "FST_ERR_CTP_INVALID_JSON_BODY";
const POOL_WAITED = /timeout exceeded when trying to connect|connection terminated/i;

const LONGEST_NAME = 80;

/** Whatever was thrown as a problem to answer with. What nobody foresaw is `internal`, and says nothing of its cause. */
export function toProblem(error: unknown): Problem {
  const { name, statusCode, code, message } = readError(error);
  if (name === "Problem") return error as Problem;
  if (isDatabaseAway(error, code, message))
    return new Problem("database-unavailable", undefined, { "retry-after": "5" });
  if (code === UNHOLDABLE) return new Problem("invalid-request", "It holds the character U+0000, which no text has.");
  if (code === "FST_ERR_VALIDATION") return new Problem("invalid-request", `${message}${namedFault(error)}`);
  if (code === NOT_JSON) return new Problem("invalid-request", "The body is not JSON (RFC 8259).");
  const known = BY_STATUS[statusCode];
  if (known) return new Problem(known);
  return statusCode >= 400 && statusCode < 500 ? new Problem("invalid-request") : new Problem("internal");
}

/** What ajv leaves out of its message: which name is none, or which values there are. */
function namedFault(error: unknown): string {
  const [fault] = (error as { validation?: readonly { params?: Record<string, unknown> }[] }).validation ?? [];
  const { additionalProperty, allowedValues } = fault?.params ?? {};
  if (typeof additionalProperty === "string") return `: ${additionalProperty.slice(0, LONGEST_NAME)}`;
  return Array.isArray(allowedValues) ? `: ${allowedValues.join(", ")}` : "";
}

function readError(error: unknown): { name: string; statusCode: number; code: string; message: string } {
  const fields = typeof error === "object" && error !== null ? (error as Record<string, unknown>) : {};
  return {
    name: String(fields.name ?? ""),
    statusCode: Number(fields.statusCode ?? 500),
    code: String(fields.code ?? ""),
    message: String(fields.message ?? ""),
  };
}

function isDatabaseAway(error: unknown, code: string, message: string): boolean {
  if (error instanceof AdapterError) return error.system === "database" && error.retryable;
  return DATABASE_AWAY.test(code) || POOL_WAITED.test(message);
}
