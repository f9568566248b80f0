const HIDDEN = "[hidden]";
const SECRET_NAMES =
  /^(authorization|cookie|set-cookie|.*(password|passphrase|secret|token|api_?key|credential).*|key)$/i;
const API_KEY = /svk_([0-9a-f]{12})_[0-9a-f]+/g;
const URL_LOGIN = /([a-z][a-z0-9+.-]*:\/\/)[^\s/?#]*@/gi;
const BEARER = /\b(Bearer|Basic)\s+[^\s"',;]+/gi;
const SIGNED_LINK = /([?&](?:token|key|secret|code)=)[^\s&"'#]+/gi;
const SURVEY_LINK = /(\/survey\/)[^\s"'<>?#]+/gi;
const MAX_DEPTH = 6;

/**
 * A copy of a log line's fields without secrets: fields are known by their names, and in every text the places where
 * secrets are written: URLs with a login, API keys, Authorization values, signed links, links of surveys.
 */
export function scrub(fields: Record<string, unknown>): Record<string, unknown> {
  return scrubValue(fields, 0) as Record<string, unknown>;
}

/** A text without secrets. */
export function scrubText(text: string): string {
  return text
    .replace(URL_LOGIN, `$1${HIDDEN}@`)
    .replace(API_KEY, `svk_$1_${HIDDEN}`)
    .replace(BEARER, `$1 ${HIDDEN}`)
    .replace(SIGNED_LINK, `$1${HIDDEN}`)
    .replace(SURVEY_LINK, `$1${HIDDEN}`);
}

function scrubValue(value: unknown, depth: number): unknown {
  if (typeof value === "string") return scrubText(value);
  if (typeof value !== "object" || value === null) return value;
  if (value instanceof Date) return value;
  if (depth >= MAX_DEPTH) return "[deep]";
  if (Array.isArray(value)) return value.map((item) => scrubValue(item, depth + 1));
  if (isError(value)) return describeError(value, depth);
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, SECRET_NAMES.test(name) ? HIDDEN : scrubValue(item, depth + 1)]),
  );
}

// Errors from another realm (jest, workers) are not instanceof Error: their shape decides.
function isError(value: object): value is Error & { code?: unknown } {
  return "message" in value && "stack" in value && typeof value.stack === "string";
}

// Only what is known to be harmless is taken over: a driver's error carries row values in `detail` and mail in `response`.
function describeError(error: Error & { code?: unknown }, depth: number): Record<string, unknown> {
  return {
    type: error.name,
    message: scrubText(error.message),
    ...(error.code === undefined ? {} : { code: error.code }),
    stack: scrubText(error.stack ?? ""),
    ...(error.cause === undefined ? {} : { cause: scrubValue(error.cause, depth + 1) }),
  };
}
