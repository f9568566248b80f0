import { Command, Option } from "commander";
import { recordAlone } from "../record-alone.ts";
import { fileMailboxes } from "../usecases/filing/file-mailboxes.ts";
import { type IngestResult, ingestMail } from "../usecases/ingest-mail.ts";
import { type Rehearsed, rehearseIngest } from "../usecases/rehearse-ingest.ts";
import { wireMailFiles } from "../wire-mail-files.ts";
import type { OpenDesk } from "../wiring.ts";
import { CommandFailed } from "./command-failed.ts";
import { examples } from "./examples.ts";
import { findMailbox } from "./find-mailbox.ts";
import { printJson, printLine, printNotice } from "./print.ts";
import { withDesk } from "./with-desk.ts";

interface IngestOptions {
  json?: boolean;
  dryRun?: boolean;
  mailbox?: string;
  at: "acceptance" | "internaldate";
}

/** `svartid ingest`: mail from files, through the same door as mail from a server. */
export function ingestCommand(): Command {
  return new Command("ingest")
    .description("accept mails from files: .eml, mbox, Maildir, or directories of them")
    .argument("<path...>", "files and directories")
    .option("--mailbox <name>", "the desk's mailbox they belong to (default: the first)")
    .option("--dry-run", "print what would come of each mail, and write nothing")
    .addOption(
      new Option("--at <when>", "from when a mail counts: its acceptance now, or its topmost Received header")
        .choices(["acceptance", "internaldate"])
        .default("acceptance"),
    )
    .addHelpText(
      "after",
      examples(
        "svartid ingest lost.eml --dry-run      # what would come of it",
        "svartid ingest lost.eml",
        "svartid ingest Maildir old.mbox --mailbox support",
      ),
    )
    .action(async (paths: string[], options: IngestOptions) => {
      const failed = await withDesk(async (desk) => {
        const mailboxId = findMailbox(desk, options.mailbox);
        const request = { paths, mailboxId, trustReceived: options.at === "internaldate" };
        return options.dryRun ? await rehearse(desk, request, options) : await ingest(desk, request, options);
      });
      if (failed) throw new CommandFailed();
    });
}

type Request = { paths: string[]; mailboxId: number; trustReceived: boolean };

async function ingest(desk: OpenDesk, request: Request, options: IngestOptions): Promise<boolean> {
  const { mailboxes } = desk.unitOfWork.reading;
  const subject = { kind: "mailbox", id: String(request.mailboxId) };
  await recordAlone(desk, { action: "mail.ingested", subject, detail: { at: options.at } });
  const result = await ingestMail({ source: wireMailFiles(), mailboxes, onAccepted: () => undefined }, request);
  // Filed here, or by a running desk that was quicker: whichever holds the mailbox's filing at the moment.
  await fileMailboxes(desk.filing);
  if (options.json) printJson(result);
  else printResult(result);
  return result.unreadable.length > 0;
}

function printResult(result: IngestResult): void {
  for (const { place, why } of result.unreadable) printNotice(`${place}: ${why}`);
  printLine(`${result.read} mails read: ${result.accepted} accepted, ${result.known} known before.`);
  if (result.skipped > 0) printLine(`${result.skipped} other files left out.`);
  if (result.accepted > 0)
    printLine("svartid inbound list shows what became of each; svartid start sends what they cause.");
}

async function rehearse(desk: OpenDesk, request: Request, options: IngestOptions): Promise<boolean> {
  const { unitOfWork } = desk;
  const { parser, context, parseOptionsFor } = desk.filing;
  const rehearsed: Rehearsed[] = [];
  for await (const one of rehearseIngest(
    { source: wireMailFiles(), unitOfWork, parser, context, parseOptionsFor },
    request,
  )) {
    if (options.json) rehearsed.push(one);
    else printLine([one.place, one.outcome, one.reasons.join("; ")].filter((part) => part !== "").join(": "));
  }
  if (options.json) printJson(rehearsed);
  return rehearsed.some((one) => one.outcome === "unreadable");
}
