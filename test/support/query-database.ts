import pg from "pg";

/** Asks a database that no desk has open, over a connection of its own. */
export async function queryDatabase<Row extends object>(url: string, text: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return await client
    .query<Row>(text)
    .then(({ rows }) => rows)
    .finally(() => client.end());
}
