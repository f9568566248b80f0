import { sql } from "kysely";
import type { AgentDesk } from "./agent-desk.ts";

/** Rows that wait for a decision of operations. */
export interface HeldRows {
  /** A mail that was quarantined just now. */
  quarantinedId(): Promise<number>;
  /** A mail of the outbox that is queued. */
  waitingMailId(): Promise<number>;
  /** A delivery to the webhook `plain` that was queued just now. */
  deliveryId(): Promise<number>;
}

export function holdRows(world: AgentDesk): HeldRows {
  const { unitOfWork, database } = world.desk.open;
  const stores = unitOfWork.reading;
  return {
    async quarantinedId() {
      await world.opens("Hej");
      const [newest] = await stores.inbound.list({ limit: 1 });
      await sql`delete from filing where inbound_email_id = ${newest?.id}`.execute(database);
      await sql`update inbound_email set state = 'quarantined' where id = ${newest?.id}`.execute(database);
      return newest?.id ?? 0;
    },
    waitingMailId: async () => (await stores.outbox.list({ state: "queued", limit: 1 }))[0]?.id ?? 0,
    async deliveryId() {
      const of = { webhook: "plain", event: "alert.breach" } as const;
      await stores.webhooks.insert({ ...of, escalationId: null, ticketId: null, payload: "{}" });
      return (await stores.webhooks.list({ limit: 1 }))[0]?.id ?? 0;
    },
  };
}
