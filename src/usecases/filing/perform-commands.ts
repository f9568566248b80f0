import type { Command, CommandFault } from "../../domain/commands/command.ts";
import type { Language } from "../../domain/desk/language.ts";
import type { Suppression } from "../ports/suppression-store.ts";
import { askCoverage } from "./ask-coverage.ts";
import { CommandRefused } from "./command-refused.ts";
import type { CommandRun } from "./command-run.ts";
import type { CommandOutcome } from "./confirm-commands.ts";
import { executeCommands } from "./execute-commands.ts";
import { picturesLeft } from "./pictures-left.ts";
import { refuseWords } from "./refuse-words.ts";
import { sendText } from "./send-text.ts";
import { copySuppressed } from "./suppression-words.ts";
import { findChanges, recordTold, type ToldOfChanges, tellChanges } from "./tell-changes.ts";
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
  refuseWords(run, order.commands);
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
  const { told, why } = sent.recipients.length > 0 ? await toldInAnswer(run) : await tellChanges(run);
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
  return { isAsked: asked === "asked", sentence: askedWords(asked, ticket.requester.address)[run.language] };
}

function askedWords(asked: "asked" | "withheld", address: string): Readonly<Record<Language, string>> {
  return asked === "asked"
    ? {
        da: `${address} er spurgt pr. mail, om vi må udføre og fakturere arbejdet. Uret går imens.`,
        en: `${address} is asked by mail whether we may do and bill the work. The clock runs meanwhile.`,
      }
    : {
        da: `${address} kunne ikke spørges pr. mail, om vi må udføre og fakturere arbejdet.`,
        en: `${address} could not be asked by mail whether we may do and bill the work.`,
      };
}

async function toldInAnswer(run: CommandRun): Promise<ToldOfChanges> {
  const found = await findChanges(run, run.from.ticket);
  if (found !== null) await recordTold(run, run.from.ticket, found.changes);
  return { told: [], why: null };
}

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

/** Who was put in copy by this very mail has had the sentence already. */
function unsaid(withheld: readonly Suppression[], copies: readonly Command[]): readonly Suppression[] {
  return withheld.filter(({ address }) => !copies.some((copy) => copy.name === "cc" && copy.address === address));
}
