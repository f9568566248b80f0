import { coversModule } from "../../domain/approvals/covers-module.ts";
import type { Command } from "../../domain/commands/command.ts";
import type { Approval } from "../ports/approval-store.ts";
import type { Ticket } from "../ports/ticket-store.ts";
import { CommandRefused } from "./command-refused.ts";
import { type CommandRun, recordCommand, say } from "./command-run.ts";

type ChangeCommand = Extract<Command, { name: "change" }>;

/**
 * `#change`: one entry in the log of what was installed at the ticket's organisation. A module is recorded only where its customer gave
 * consent by mail to this module and version before, on this ticket or on the one that the command names (product.md, `install-modules`). `line`: which of the mail's
 * `#change` lines it is.
 */
export async function recordChange(run: CommandRun, command: ChangeCommand, line: number): Promise<string> {
  const { stores, from, toFile } = run;
  const ticket = (await stores.tickets.find(from.ticket.id)) ?? from.ticket;
  const { organisation } = ticket;
  if (organisation === null) throw refusal(command, NO_ORGANISATION);
  const { module, version, text } = command;
  const installed = module === null || version === null ? null : { module, version };
  const approvalId = installed === null ? null : (await findConsent(run, ticket, command, installed)).id;
  const id = await stores.changes.add({
    ticketId: ticket.id,
    organisation,
    at: toFile.receivedAt,
    agent: from.agent,
    module,
    version,
    approvalId,
    text,
    inboundEmailId: toFile.inboundEmailId,
    messageId: toFile.mail.messageId,
    line,
  });
  if (id === null) {
    return say(run, "Ændringen fra denne mail er allerede noteret.", "The change of this mail is there already.");
  }
  await recordCommand(run, "change-recorded", { id, organisation, module, version, approvalId });
  const what = module === null ? text : `${module} ${version}`;
  return say(
    run,
    `Ændringen er noteret i loggen for ${organisation}: ${what}.`,
    `The change is in the log of ${organisation}: ${what}.`,
  );
}

async function findConsent(
  run: CommandRun,
  ticket: Ticket,
  command: ChangeCommand,
  installed: { readonly module: string; readonly version: string },
): Promise<Approval> {
  const about = command.consent === null ? ticket : await run.stores.tickets.findByRef(command.consent);
  if (about === null || about.organisation !== ticket.organisation) throw refusal(command, NO_SUCH_CONSENT);
  const approvals = await run.stores.approvals.listForTicket(about.id);
  const given = approvals.filter((one) => one.asked === "consent" && one.answer?.outcome === "given");
  const fitting = given.findLast((one) => coversModule(one, installed));
  if (fitting !== undefined) return fitting;
  throw refusal(command, given.length === 0 ? NO_CONSENT : otherConsent(installed));
}

const NO_ORGANISATION = {
  da: "Sagen hører ikke til nogen organisation, så det vides ikke, hvor ændringen er installeret.",
  en: "The ticket belongs to no organisation, so nobody knows where the change was installed.",
};
const NO_CONSENT = {
  da: "Kunden har ikke givet samtykke til at installere modulet. Spørg med #bed-om-samtykke; et ja pr. mail bliver registreret.",
  en: "The customer gave no consent to install the module. Ask with #ask-consent; a yes by mail is recorded.",
};

function otherConsent({ module, version }: { readonly module: string; readonly version: string }) {
  return {
    da: `Kunden har givet samtykke til noget andet end ${module} ${version}. Spørg med #bed-om-samtykke TEKST module=${module} version=${version}; et ja pr. mail bliver registreret.`,
    en: `The customer gave consent to something else than ${module} ${version}. Ask with #ask-consent TEXT module=${module} version=${version}; a yes by mail is recorded.`,
  };
}

const NO_SUCH_CONSENT = {
  da: "Samtykket skal være givet på en sag fra samme organisation.",
  en: "The consent must have been given on a ticket of the same organisation.",
};

function refusal({ text, module, version }: ChangeCommand, why: { da: string; en: string }): CommandRefused {
  const options = module === null ? "" : ` module=${module} version=${version}`;
  return new CommandRefused({ lineNumber: 1, line: `#change ${text}${options}`, ...why });
}
