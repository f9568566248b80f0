import pg from "pg";

/**
 * A connection of its own, without the time limits of a pool: a copy of everything takes as long as it takes. Once `signal` is aborted it is cut, and
 * what runs on it fails.
 */
export async function openClient(url: string, signal?: AbortSignal): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: 10_000,
    application_name: "svartid backup",
  });
  // Losing it fails what runs on it, and must not end this process.
  client.on("error", () => undefined);
  await client.connect();
  const cut = () => void client.end().catch(() => undefined);
  signal?.addEventListener("abort", cut, { once: true });
  client.once("end", () => signal?.removeEventListener("abort", cut));
  // Aborted while it connected: then nobody will tell the listener.
  if (signal?.aborted) cut();
  await client.query("set statement_timeout = 0; set idle_in_transaction_session_timeout = 0");
  return client;
}

export function quoted(name: string): string {
  return pg.escapeIdentifier(name);
}

/** A condition on rows of pg_class: what an extension brought is not ours, and cannot be copied in where the extension is not. */
export function isOfNoExtension(table: string): string {
  return `not exists (select from pg_depend where classid = 'pg_class'::regclass and objid = ${table}.oid and deptype = 'e')`;
}
