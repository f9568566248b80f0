// A process of its own that sends the outbox and kills itself, or is killed: node test/support/run-typescript.mjs THIS DATABASE PORT CRASHPOINT [JOURNAL].
import type { MailSender } from "../../src/usecases/ports/mail-sender.ts";
import { sendOutbox } from "../../src/usecases/send-outbox.ts";
import { openOutboxDesk } from "./outbox-desk.ts";

/** Where it dies: with the row claimed, with all but the last bytes gone, with the final dot allowed, with the answer heard. */
export type CrashPoint = "claimed" | "held" | "allowed" | "answered" | "none";

const [databaseUrl = "", port = "", crashPoint = "none", journalAddress = null] = process.argv.slice(2);
const desk = openOutboxDesk(databaseUrl, Number(port));
const sender: MailSender = {
  ...desk.sender,
  async send(request, onCommitPending) {
    dieAt("claimed");
    const result = await desk.sender.send(request, async (refusals) => {
      dieAt("held");
      const may = await onCommitPending(refusals);
      dieAt("allowed");
      return may;
    });
    dieAt("answered");
    return result;
  },
};
process.stdout.write("ready\n");
await sendOutbox(
  {
    ...desk.services,
    waysOut: [{ mailboxId: 0, mailbox: "support", routes: [{ name: "first", sender }] }],
    journalAddress,
  },
  1000,
);
await desk.close();

function dieAt(point: CrashPoint): void {
  if (point === crashPoint) process.kill(process.pid, "SIGKILL");
}
