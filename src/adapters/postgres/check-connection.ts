import { type Kysely, sql } from "kysely";
import { AdapterError } from "../../usecases/ports/adapter-error.ts";
import type { Schema } from "./schema.ts";

const OLDEST_SERVER = 150_000;
// What pg says, without a code, of a server that hangs up, stays silent or speaks something else.
const NO_POSTGRES = /^Connection terminated|^timeout (exceeded|expired)|invalid response|unexpected message/i;
const NO_POSTGRES_MEND =
  "what listens there does not answer as PostgreSQL does. Correct DATABASE_URL, or mend the server.";

/** Proves that the database answers and is new enough; otherwise says in one sentence what is wrong and how to mend it. */
export async function checkConnection(database: Kysely<Schema>, url: string): Promise<void> {
  const version = await serverVersion(database, shown(url));
  if (version < OLDEST_SERVER) {
    throw refusal(
      "too-old",
      `The PostgreSQL at ${shown(url)} is version ${Math.floor(version / 10_000)}: use 15 or later.`,
    );
  }
}

async function serverVersion(database: Kysely<Schema>, place: string): Promise<number> {
  try {
    const result = await sql<{ version: string }>`select current_setting('server_version_num') as version`.execute(
      database,
    );
    return Number(result.rows[0]?.version ?? 0);
  } catch (error) {
    throw refusal("unreachable", `The database at ${place} cannot be used: ${mend(error)}`, error);
  }
}

function mend(error: unknown): string {
  const code = typeof error === "object" && error !== null && "code" in error ? String(error.code) : "";
  const message = error instanceof Object && "message" in error ? String(error.message) : String(error);
  switch (code) {
    case "ECONNREFUSED":
      return "nothing listens there. Start PostgreSQL, correct DATABASE_URL, or remove it to use the embedded one.";
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return "its host name is unknown. Correct DATABASE_URL.";
    case "28P01":
    case "28000":
      return "it refuses this user or password. Correct them in DATABASE_URL.";
    case "3D000":
      return "there is no database of that name. Create it, or correct DATABASE_URL.";
    case "ECONNRESET":
      return NO_POSTGRES_MEND;
    default:
      if (NO_POSTGRES.test(message)) return NO_POSTGRES_MEND;
      return `${code ? `${code}, ` : ""}${message}. Correct DATABASE_URL or mend the server.`;
  }
}

// A password in the URL stays out of messages.
function shown(url: string): string {
  const { host, pathname } = new URL(url);
  return `${host}${pathname}`;
}

function refusal(code: string, message: string, cause?: unknown): AdapterError {
  return new AdapterError("database", code, message, { retryable: code === "unreachable", cause });
}
