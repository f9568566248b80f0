import { AdapterError } from "../../../usecases/ports/adapter-error.ts";
import { openClient, quoted } from "./open-client.ts";

const DRILL_LOCK = 7_310_003;
const INSUFFICIENT_PRIVILEGE = "42501";

/**
 * An empty database beside that of `url`, for as long as `work` takes; it is dropped whatever happens, and one that a killed process left is dropped
 * first. Gives null when another process has it.
 */
export async function withScratchDatabase<T>(
  url: string,
  work: (scratchUrl: string) => Promise<T>,
  signal?: AbortSignal,
): Promise<T | null> {
  const client = await openClient(url, signal);
  try {
    const lock = await client.query<{ taken: boolean }>("select pg_try_advisory_lock($1) as taken", [DRILL_LOCK]);
    if (!lock.rows[0]?.taken) return null;
    const scratch = new URL(url);
    scratch.pathname = `${scratch.pathname}_drill`;
    const name = quoted(decodeURIComponent(scratch.pathname.slice(1)));
    const drop = () => client.query(`drop database if exists ${name} with (force)`);
    await drop();
    await client.query(`create database ${name} template template0`).catch(explain);
    return await work(scratch.href).finally(drop);
  } finally {
    await client.end();
  }
}

function explain(error: unknown): never {
  const code = typeof error === "object" && error !== null && "code" in error ? String(error.code) : "";
  if (code !== INSUFFICIENT_PRIVILEGE) throw error;
  throw new AdapterError(
    "database",
    "no-createdb",
    "The database user may not create the scratch database that a drill restores into. Allow it (alter role NAME createdb), or set backup.drill: false in the desk file and prove restores yourself.",
    { retryable: false, cause: error },
  );
}
