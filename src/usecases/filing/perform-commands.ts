import type { Command, CommandFault } from "../../domain/commands/command.ts";
import { attachedFiles } from "../../domain/email/attached-files.ts";
import type { Suppression } from "../ports/suppression-store.ts";
import { askCoverage } from "./ask-coverage.ts";
import { askTerms } from "./ask-terms.ts";
import { CommandRefused } from "./command-refused.ts";
import type { CommandRun } from "./command-run.ts";
import type { CommandOutcome } from "./confirm-commands.ts";
import { executeCommands } from "./execute-commands.ts";
import { newInboundMessage } from "./new-inbound-message.ts";
import { picturesLeft } from "./pictures-left.ts";
import { replyToRequester } from "./reply-to-requester.ts";
import { spokenLanguage } from "./spoken-language.ts";
import { copySuppressed } from "./suppression-words.ts";
import { changesInText, tellChanges } from "./tell-changes.ts";
import { unadmittedCopies } from "./unadmitted-copies.ts";

/** What an agent's mail asks for, read and found without fault. */
export interface AgentOrder {
  readonly commands: readonly Command[];
  readonly text: string;
}

export type Performed =
  | { readonly ok: true; readonly outcome: CommandOutcome }
  | { readonly ok: false; readonly fault: CommandFault };

/** Does all that a mail asks for, or nothing: what one command refuses undoes the others. */
export async function performCommands(run: CommandRun, order: AgentOrder): Promise<Performed> {
  try {
    return await run.stores.savepoint(() => performInOrder(run, order));
  } catch (error) {
    if (error instanceof CommandRefused) return { ok: false, fault: error.fault };
    throw error;
  }
}

/** Who is in copy first, since that decides who gets the text; then the text; then the rest. */
async function performInOrder(run: CommandRun, order: AgentOrder): Promise<Performed> {
  const copies = order.commands.filter(({ name }) => name === "cc" || name === "uncc");
  const others = order.commands.filter((command) => !copies.includes(command));
  // Time that is recorded in the same mail is told to be asked for.
  const isAsked = ({ name }: Command) => name === "ask-approval";
  const rest = [...others.filter(isAsked), ...others.filter((command) => !isAsked(command))];
  const done = await executeCommands(run, copies);
  // Before the answer is on the ticket: what the ticket held until now is quoted.
  const left = await picturesLeft(run);
  const sent = await sendText(run, order);
  if (!sent.ok) throw new CommandRefused(sent.fault);
  done.push(...unsaid(sent.withheld, copies).map((one) => copySuppressed(one)[run.language]));
  done.push(...(await executeCommands(run, rest)));
  if (sent.recipients.length > 0) done.push(...(await unadmittedCopies(run)), ...left);
  const asked = await askOutside(run, order);
  if (asked !== null) done.push(asked.sentence);
  const isRequesterAsked = asked?.isAsked ?? false;
  // Where the agent wrote something, it stands there.
  const { told, why } = sent.recipients.length > 0 ? NOT_TOLD : await tellChanges(run);
  if (why !== null) done.push(why[run.language]);
  return { ok: true, outcome: { done, recipients: sent.recipients, told, isRequesterAsked } };
}

/** A service that the agreement does not include was found, or a ticket with one accepted: the customer is told before work that is billed. */
async function askOutside(run: CommandRun, { commands }: AgentOrder) {
  if (!commands.some(({ name }) => name === "service" || name === "accept")) return null;
  const { stores, context, toFile, from } = run;
  const [ticket, clocks] = await Promise.all([
    stores.tickets.find(from.ticket.id),
    stores.clocks.listForTicket(from.ticket.id),
  ]);
  if (ticket === null || clocks.length === 0 || ticket.state === "resolved" || ticket.state === "closed") return null;
  const asked = await askCoverage(stores, context, toFile, ticket);
  if (asked === "needless") return null;
  return { isAsked: asked === "asked", sentence: ASKED[asked][run.language] };
}

const ASKED = {
  asked: {
    da: "Kunden er spurgt pr. mail, om vi må udføre og fakturere arbejdet. Uret går imens.",
    en: "The customer is asked by mail whether we may do and bill the work. The clock runs meanwhile.",
  },
  withheld: {
    da: "Kunden kunne ikke spørges pr. mail, om vi må udføre og fakturere arbejdet.",
    en: "The customer could not be asked by mail whether we may do and bill the work.",
  },
} as const;

const NOT_TOLD = { told: [], why: null } as const;

/** Called off behind a savepoint: everything happens as it would, and none of it stays. */
export async function rehearseCommands(run: CommandRun, order: AgentOrder): Promise<Performed> {
  let performed: Performed | null = null;
  const called = new Error("a rehearsal is called off");
  try {
    await run.stores.savepoint(async () => {
      performed = await performCommands(run, order);
      throw called;
    });
  } catch (error) {
    if (error !== called || performed === null) throw error;
  }
  if (performed === null) throw new Error("a rehearsal ended without an outcome");
  return performed;
}

type SentText =
  | { readonly ok: true; readonly recipients: readonly string[]; readonly withheld: readonly Suppression[] }
  | { readonly ok: false; readonly fault: CommandFault };

const NOBODY = { ok: true, recipients: [], withheld: [] } as const;

/** Who was put in copy by this very mail has had the sentence already. */
function unsaid(withheld: readonly Suppression[], copies: readonly Command[]): readonly Suppression[] {
  return withheld.filter(({ address }) => !copies.some((copy) => copy.name === "cc" && copy.address === address));
}

async function sendText(run: CommandRun, order: AgentOrder): Promise<SentText> {
  const hasFiles = attachedFiles(run.toFile.mail.attachments).length > 0;
  const text = textForRequester(run, order, hasFiles);
  if (text === "" && !hasFiles) return NOBODY;
  const { stores, context, toFile, from } = run;
  if (isNote(order.commands)) {
    const message = newInboundMessage(toFile, from.ticket.id, { direction: "note", author: "agent" });
    await stores.tickets.addMessage({ ...message, replyText: text });
    return NOBODY;
  }
  const replied = await replyToRequester(stores, context, toFile, from, text);
  if (replied.kind === "queued") return { ok: true, ...replied };
  return { ok: false, fault: { lineNumber: 1, line: "", ...replied.fault } };
}

function isNote(commands: readonly Command[]): boolean {
  return commands.some(({ name }) => name === "note");
}

/** What a command asks of the requester stands above the text, what it changed for them below; a canned reply stands around all. */
function textForRequester(run: CommandRun, { commands, text }: AgentOrder, hasFiles: boolean): string {
  const { context, from } = run;
  const { ticket, agent } = from;
  const language = spokenLanguage(context.desk, ticket.language);
  const asked = commands.flatMap((command) => ("asked" in command ? [command] : []));
  const terms = askTerms(context.desk, ticket, commands, language);
  const written = [...asked.map((one) => one.text), text, ...terms].filter((part) => part !== "");
  const template = commands.find((command) => command.name === "template");
  // By itself it is no answer: then the desk tells it in a mail of its own.
  const isAnswer = (written.length > 0 || hasFiles || template !== undefined) && !isNote(commands);
  const changed = isAnswer ? [changesInText(run, commands)] : [];
  const own = [...written, ...changed].filter((part) => part !== "").join("\n\n");
  if (template === undefined) return own;
  const agentName = context.desk.agents[agent]?.name ?? context.desk.desk.name;
  const data = { text: own, agentName, ref: ticket.ref, requesterName: ticket.requester.name };
  return context.mail.renderer.renderReply(template.template, language, data, ticket.organisation);
}
