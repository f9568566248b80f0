import { createInterface } from "node:readline/promises";
import { Command } from "commander";
import { canonicalAddress } from "../domain/email/canonical-address.ts";
import { deskInForce } from "../usecases/organisations/desk-in-force.ts";
import { type ErasurePlan, erasePerson, planErasure } from "../usecases/privacy/erase-person.ts";
import { wireErasing } from "../wire-privacy.ts";
import type { OpenDesk } from "../wiring.ts";
import { cliActor } from "./cli-actor.ts";
import { printJson, printLine, printNotice } from "./print.ts";
import { readAddress } from "./read-address.ts";
import { GIVEN_NAME, readGivenName } from "./read-given-name.ts";
import { UserError } from "./user-error.ts";
import { withDesk } from "./with-desk.ts";

interface EraseOptions {
  json?: boolean;
  dryRun?: boolean;
  yes?: boolean;
  reason: string;
  name: readonly string[];
}

const HELP = `
It cannot be undone. Look at what goes and what stays first, and hand over what they asked for first: svartid person export.
--name takes words out of every text, as whole words: also where somebody else of that name is meant. Look at --dry-run, which counts the tickets.
Broken off anywhere, the same command (or the running desk) goes on where it was.

Examples:
  svartid person erase mette@north.example --dry-run
  svartid person erase mette@north.example --name "Mette Holm" --name Mettemus --dry-run
  svartid person erase mette@north.example --reason "asked for on 28 November"`;

const GOES = [
  "goes:  mails as they came in and went out, with attachments; every word on their own tickets, whoever wrote it; their own mails on tickets of",
  "       others; their address and names everywhere else; their answers to surveys; what of them is in quarantine, in the search, on its way",
];
const STAYS = [
  "stays: a code of the address under a sealed key; refs, states, clocks and minutes of the tickets, so that no report changes; that a mail came and",
  "       its hash, so that it is never taken in again; mails of others, without address and names",
  "yours: the mailbox itself and the journal, where the mail server keeps its copies; backups, until they are too old (a restore erases again); what",
  "       colleagues and receivers of webhooks have; attachments of others that hold them inside",
];

/** `svartid person erase`: takes somebody out of the desk for good. */
export function personEraseCommand(): Command {
  return new Command("erase")
    .description("erase a person: says what goes and what stays, asks, and does it")
    .argument("<address>", "the person's address", readAddress)
    .option("--dry-run", "say what would go, and change nothing")
    .option("--name <words>", GIVEN_NAME, readGivenName, [])
    .option("--yes", "do not ask")
    .option("--reason <words>", "why, for the desk's own list; no names", "")
    .addHelpText("after", HELP)
    .action((address: string, options: EraseOptions) => withDesk((desk) => run(desk, address, options)));
}

async function run(desk: OpenDesk, address: string, options: EraseOptions): Promise<void> {
  const asked = { address, given: options.name };
  const { reading } = desk.unitOfWork;
  const inForce = await deskInForce(reading, desk.settings.desk);
  const plan = await planErasure(reading, inForce, asked);
  if (plan.isUnknown && plan.hindrances.length === 0)
    throw new UserError(`nothing is held about ${address}: look at how it is spelled`);
  const named = [address, ...options.name, ...plan.survey.names].map((one) => one.toLowerCase());
  if (named.some((one) => options.reason.toLowerCase().includes(one)))
    throw new UserError("--reason names the person: it is kept, so write it without");
  if (!options.json) tell(plan, address);
  if (options.dryRun) {
    if (options.json)
      printJson({ address, dryRun: true, ...plan.survey.counts, named: plan.named, hindrances: plan.hindrances });
    return;
  }
  refuseHindered(plan, address);
  if (!options.yes) await askAgain(address);
  const done = await erasePerson(
    { ...(await wireErasing(desk)), desk: inForce },
    { ...asked, actor: cliActor(), reason: options.reason },
  );
  if (done.kind === "refused") return refuseHindered(done.plan, address);
  if (options.json) printJson({ address, erased: done.waiting === 0, waiting: done.waiting, ...plan.survey.counts });
  else if (done.waiting === 0) printLine(`${address} is erased.`);
  else
    printLine(
      `${address} is erased, but for ${done.waiting} mails of others that are on their way or rest: svartid outbox list. The running desk erases the rest once they have had their end.`,
    );
}

function tell({ survey: { counts, names }, named, hindrances }: ErasurePlan, address: string): void {
  printLine(`${address}${names.length === 0 ? "" : `, ${names.join(", ")}`}`);
  printLine(
    `${counts.tickets} tickets, ${counts.mails} mails from them, ${counts.sent} mails to them, ${counts.othersTickets} tickets of others, ${counts.surveys} answers to surveys`,
  );
  if (named !== null) printLine(`${named} tickets of others name them, by the address or a name that was given`);
  for (const line of [...GOES, ...STAYS]) printLine(line);
  for (const hindrance of hindrances) printNotice(`may not be: ${hindrance}`);
}

function refuseHindered({ hindrances }: ErasurePlan, address: string): void {
  if (hindrances.length > 0) throw new UserError(`${address} cannot be erased, and nothing was changed`, hindrances);
}

async function askAgain(address: string): Promise<void> {
  if (!process.stdin.isTTY) throw new UserError("nobody is there to be asked: add --yes to erase all the same");
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const typed = await terminal.question("Type the address again to erase it for good: ");
  terminal.close();
  if (canonicalAddress(typed.trim()) !== address) throw new UserError("that is another address: nothing was changed");
}
