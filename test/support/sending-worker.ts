// A process of its own that sends the outbox and kills itself, or is killed: node test/support/run-typescript.mjs THIS DATABASE PORT CRASHPOINT [JOURNAL].
import { Socket } from "node:net";
import type { MailSender } from "../../src/usecases/ports/mail-sender.ts";
import { sendOutbox } from "../../src/usecases/send-outbox.ts";
import type { CrashPoint } from "./crash-points.ts";
import { openOutboxDesk } from "./outbox-desk.ts";

const [databaseUrl = "", port = "", crashPoint = "none", journalAddress = null] = process.argv.slice(2);
const desk = openOutboxDesk(databaseUrl, Number(port));
watchTheWire();
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

/** Dies right after the bytes that make a phase were handed to the kernel, which still sends them. */
function watchTheWire(): void {
  const write = Socket.prototype.write as (...args: unknown[]) => boolean;
  let tail: string | null = null;
  Socket.prototype.write = function (this: Socket, ...args: unknown[]): boolean {
    const result = write.apply(this, args);
    if (this.remotePort !== Number(port)) return result;
    const said = Buffer.from(args[0] as Uint8Array).toString("latin1");
    if (said.startsWith("RCPT TO:")) dieAt("envelope");
    if (tail !== null) dieAt("body");
    if (tail !== null || said === "DATA\r\n") tail = `${tail ?? ""}${said}`.slice(-5);
    if (tail === "\r\n.\r\n") dieAt("released");
    return result;
  } as typeof Socket.prototype.write;
}
