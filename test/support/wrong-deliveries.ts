import type { Kysely } from "kysely";
import type { Schema } from "../../src/adapters/postgres/schema.ts";
import type { SmtpSink } from "./smtp-sink.ts";

/** A mail arrives once; more often only where the outbox counted that it had to be sent again without knowing. */
export async function wrongDeliveries(database: Kysely<Schema>, sink: SmtpSink): Promise<string[]> {
  const rows = await database
    .selectFrom("outbox")
    .select(["message_id", "class", "state", "ambiguous_resends"])
    .execute();
  const taken = new Map<string, number>();
  for (const { bytes } of sink.deliveries) {
    const id = /^Message-ID:\s*(<[^>]+>)/im.exec(Buffer.from(bytes).toString("latin1"))?.[1] ?? "none";
    taken.set(id, (taken.get(id) ?? 0) + 1);
  }
  const known = new Set(rows.map((row) => row.message_id));
  return [
    ...[...taken.keys()].filter((id) => !known.has(id)).map((id) => `${id} was sent, but is in no row of the outbox`),
    ...rows
      .filter((row) => (taken.get(row.message_id) ?? 0) > 1 + row.ambiguous_resends)
      .map((row) => `${row.class} ${row.message_id} arrived ${taken.get(row.message_id)} times`),
    ...rows
      .filter((row) => row.state === "sent" && !taken.has(row.message_id))
      .map((row) => `${row.class} ${row.message_id} counts as sent, but never arrived`),
  ];
}
