import type { CommandFault } from "../../domain/commands/command.ts";
import { parseCommands } from "../../domain/commands/parse-commands.ts";
import type { Language } from "../../domain/desk/language.ts";
import { asStated, type StatedRequest } from "../../domain/filing/stated-request.ts";
import { oneLine } from "../../domain/outbound/one-line.ts";
import { performCommands } from "../filing/perform-commands.ts";
import { createReadAgain } from "../filing/read-again.ts";
import { agentsLanguage } from "../filing/spoken-language.ts";
import { lockFollowingMerges } from "../follow-merges.ts";
import { filingContextInForce } from "../organisations/desk-in-force.ts";
import type { Ticket } from "../ports/ticket-store.ts";
import type { Stores } from "../ports/unit-of-work.ts";
import { composeRequest } from "./compose-request.ts";
import { storeRequest, type TakeRequestDeps } from "./take-request.ts";

/** What an agent orders by a key of theirs, or on the console: the lines of a mail's commands (`#level A`), and the text under them. */
export interface AgentOrderRequest {
  readonly ticketId: number;
  readonly agent: string;
  /** Null: by a form of the console, where the agent is signed in. */
  readonly keyId: number | null;
  /** What is said of what was done; without it the language of the desk's people. */
  readonly language?: Language;
  readonly lines: readonly string[];
  /** Goes to the requester, unless `#note` is among the lines; empty: nothing is said. It is text, whatever it begins with. */
  readonly text: string;
}

export type OrderOutcome =
  | {
      readonly kind: "done";
      readonly done: readonly string[];
      readonly recipients: readonly string[];
      readonly inbound: number;
    }
  /** Nothing was done, and the caller rolls back what was written of it. */
  | { readonly kind: "refused"; readonly faults: readonly Pick<CommandFault, "line" | "da" | "en">[] };

/** What concerns a mail and its sender, and means nothing here. */
const OF_MAIL = ["help", "undo", "status", "dry-run"];
const MOST_SUBJECT = 500;

/**
 * Does what the same lines in the agent's mail would do, by the same code, in the caller's transaction: all of it or nothing. A mail is written
 * of the order and filed with the others, so that time, changes and answers name what they rest on. No confirmation is mailed: the answer is it.
 */
export async function giveOrder(
  stores: Stores,
  deps: TakeRequestDeps,
  request: AgentOrderRequest,
): Promise<OrderOutcome> {
  const context = await filingContextInForce(stores, deps.filing.context);
  const ticket = await lockFollowingMerges(stores, request.ticketId);
  if (ticket === null) throw new Error("the ticket of an order is gone");
  const { renderer } = context.mail;
  const scope = { agent: request.agent, desk: context.desk, replyTemplates: renderer.replyTemplates };
  const parsed = parseCommands(request.lines.join("\n"), scope);
  if (!parsed.ok) return { kind: "refused", faults: parsed.faults };
  // In a mail the text would begin here. What was meant as `#note` must not be passed over, and the text sent out.
  if (parsed.text !== "") return { kind: "refused", faults: [noCommand(parsed.text.split("\n", 1)[0] ?? "")] };
  const foreign = parsed.commands.find(({ name }) => OF_MAIL.includes(name));
  if (foreign !== undefined) return { kind: "refused", faults: [ofMail(foreign.name)] };
  const toFile = await writeDown(stores, deps, request, ticket);
  const run = {
    stores,
    context,
    toFile,
    from: { ticket, agent: request.agent },
    language: request.language ?? agentsLanguage(context.desk),
  };
  const performed = await performCommands(run, { commands: parsed.commands, text: request.text });
  if (!performed.ok) return { kind: "refused", faults: [performed.fault] };
  await record(stores, request, ticket, toFile);
  return { kind: "done", ...performed.outcome, inbound: toFile.inboundEmailId };
}

function noCommand(line: string) {
  const written = line.replace(/^#/, "");
  return {
    line,
    da: `"${written}" er ingen kommando. Skriv et ord fra listen over kommandoer uden # foran, for eksempel level B.`,
    en: `"${written}" is no command. Write a word of the list of commands without # in front, for example level B.`,
  };
}

function ofMail(name: string) {
  return { line: `#${name}`, da: `#${name} findes kun i mails.`, en: `#${name} is for mails only.` };
}

async function writeDown(stores: Stores, deps: TakeRequestDeps, request: AgentOrderRequest, ticket: Ticket) {
  const { filing, mailboxId } = deps;
  const { name = request.agent, addresses = [] } = filing.context.desk.agents[request.agent] ?? {};
  const stated: StatedRequest = {
    channel: "api",
    requester: { address: addresses[0] ?? deps.desk.address, name: oneLine(name, MOST_SUBJECT) },
    level: null,
    service: null,
    language: null,
    voucher: { keyId: request.keyId, agent: request.agent },
  };
  const text = request.text || request.lines.join("\n");
  const subject = oneLine(`[${ticket.ref}] ${ticket.subject}`, MOST_SUBJECT);
  const now = await stores.now();
  const bytes = await composeRequest(deps, { stated, subject, text, attachments: [] }, now);
  const { inboundEmailId } = await storeRequest(stores, deps, { channel: "api", stated, bytes });
  const options = { ...filing.parseOptionsFor(mailboxId), dns: "none" } as const;
  const read = await filing.parser.parse(bytes, options);
  if (!read.ok) throw new Error(`an order could not be read again: ${read.why}`);
  return {
    inboundEmailId,
    mailboxId,
    mail: asStated(read.mail, stated),
    stated,
    receivedAt: now,
    now,
    readAttachments: async () => [],
    readAgain: createReadAgain(filing.parser, options),
  };
}

async function record(
  stores: Stores,
  { keyId, agent }: AgentOrderRequest,
  ticket: Ticket,
  { inboundEmailId, mail }: Awaited<ReturnType<typeof writeDown>>,
): Promise<void> {
  await stores.inbound.recordFiling({
    inboundEmailId,
    decision: "threaded",
    reasons: [
      keyId === null
        ? `ordered on the console by agent ${agent}`
        : `ordered with API key ${keyId}, which acts for agent ${agent}`,
    ],
    facts: { isStated: true },
    kind: mail.kind,
    ticketId: ticket.id,
    duplicateOf: null,
    headers: {
      fingerprint: mail.fingerprint,
      messageId: mail.messageId,
      sender: mail.sender.address,
      subject: mail.subject,
    },
  });
}
