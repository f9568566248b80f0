import { sql } from "kysely";
import { startIntake } from "../../src/start-intake.ts";
import { sendCanaries } from "../../src/usecases/canary/send-canaries.ts";
import { fileMailboxes } from "../../src/usecases/filing/file-mailboxes.ts";
import { sendOutbox } from "../../src/usecases/send-outbox.ts";
import { wireCanaries } from "../../src/wire-canaries.ts";
import { wireOutbox } from "../../src/wire-outbox.ts";
import { eventually } from "./eventually.ts";
import { openTestDesk, type TestDesk } from "./open-test-desk.ts";
import { testDesk } from "./test-desk.ts";

export interface CanaryDesk {
  readonly desk: TestDesk;
  /** Everything that is to be done once, as a worker does it; without `sends` nothing leaves, without `files` nothing is filed. */
  work(options?: { sends?: boolean; files?: boolean }): Promise<void>;
  /** Works until it holds. */
  until(what: string, condition: () => Promise<boolean> | boolean): Promise<void>;
  /** Time passes for the database, in seconds. */
  pass(seconds: number): Promise<void>;
  canaries(): Promise<CanaryRow[]>;
  close(): Promise<void>;
}

export type CanaryRow = {
  mailbox: string;
  arrived: boolean | null;
  sent: boolean;
  accepted: boolean;
  ticket: boolean;
  answer_sent: boolean;
  answer_seen: boolean;
};

/** A desk that reads and sends for itself, with canaries; `more` goes into its desk file, `mailboxes` among it. */
export async function openCanaryDesk(more: string): Promise<CanaryDesk> {
  const desk = await openTestDesk(testDesk(more));
  const { open } = desk;
  const outbox = wireOutbox(open);
  const intake = startIntake(open, () => undefined);
  const canaries = wireCanaries(open);
  const work = async ({ sends = true, files = true } = {}) => {
    // Two processes at once: one sends, the other finds that it has.
    await Promise.all([sendCanaries(canaries), sendCanaries(canaries)]);
    if (sends) await sendOutbox(outbox.services, 10);
    if (files) await fileMailboxes(open.filing);
  };
  return {
    desk,
    work,
    until: (what, condition) =>
      eventually(what, async () => {
        await work();
        return await condition();
      }),
    pass: async (seconds) => {
      await sql`update desk_time set "offset" = "offset" + make_interval(secs => ${seconds})`.execute(open.database);
    },
    canaries: async () =>
      (
        await sql<CanaryRow>`select m.name as mailbox, c.arrived, c.sent_at is not null as sent, c.accepted_at is not null as accepted,
          c.ticket_at is not null as ticket, c.answer_sent_at is not null as answer_sent, c.answer_seen_at is not null as answer_seen
          from canary c join mailbox m on m.id = c.mailbox_id order by c.id`.execute(open.database)
      ).rows,
    close: async () => {
      await intake.stop();
      await outbox.close();
      await desk.close();
    },
  };
}
