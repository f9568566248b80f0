import { activityOf } from "../../domain/agreement/activity-of.ts";
import { moveWords } from "../../domain/agreement/move-words.ts";
import { responsibleFor } from "../../domain/agreement/responsible-for.ts";
import type { Desk } from "../../domain/desk/desk.ts";
import type { TicketEventType } from "../../domain/ticket/ticket-event-type.ts";
import { moveOf } from "../move-of.ts";
import type { Ticket, TicketChange } from "../ports/ticket-store.ts";
import { type CommandRun, changeTicket, say } from "./command-run.ts";
import { findNoticed } from "./find-noticed.ts";
import { informContacts } from "./inform-contacts.ts";
import { sendNotices } from "./send-notices.ts";
import { copySuppressed } from "./suppression-words.ts";

/** The ticket as it was, what a command makes of it, and what its history says of that. */
export interface ActivityChange {
  readonly before: Ticket;
  readonly changes: Pick<TicketChange, "level" | "activity">;
  readonly event: { readonly type: TicketEventType; readonly data: Record<string, unknown> };
  /** The same mail says who has the ticket: the activity does not. */
  readonly isAssigned: boolean;
}

/**
 * Carries out what follows from another activity (of its own, or with another level): who is responsible, which team has the ticket, who of the
 * customer is in copy, and which of the desk's people hear of it first now. Gives a sentence for each that changed.
 */
export async function changeActivity(run: CommandRun, change: ActivityChange): Promise<string[]> {
  const { stores, context, toFile, from } = run;
  const { desk } = context;
  const { before, changes, event } = change;
  const was = activityOf(desk, before);
  const is = activityOf(desk, { ...before, ...changes });
  const isSame = was?.id === is?.id;
  const moved = isSame || change.isAssigned ? {} : movedTo(desk, before, is?.row.team ?? null);
  const responsible = responsibleFor(is?.row ?? null);
  const data = { ...event.data, activity: is?.id ?? null, responsible, ...moved };
  await changeTicket(run, { ...changes, responsible, ...moved }, event.type, data);
  if (isSame) return [];
  const after = { ...before, ...changes, ...moved, responsible };
  const copies = await informContacts(stores, desk, after, { at: toFile.now, actor: `agent:${from.agent}` });
  await tellNewcomers(run, before, after);
  return [await moveSentence(run, after), ...teamSentence(run, moved.team), ...(await copySentences(run, copies))];
}

/** An agent of the new team keeps the ticket; anybody else gives it up. */
function movedTo(desk: Desk, { team, agent }: Ticket, wanted: string | null): { team?: string; agent?: null } {
  if (wanted === null || wanted === team) return {};
  const stays = agent === null || desk.teams[wanted]?.members.includes(agent);
  return stays ? { team: wanted } : { team: wanted, agent: null };
}

function teamSentence(run: CommandRun, team: string | undefined): string[] {
  return team === undefined ? [] : [say(run, `Sagen er nu hos ${team}.`, `The ticket is with ${team} now.`)];
}

async function copySentences(run: CommandRun, copies: readonly string[]): Promise<string[]> {
  if (copies.length === 0) return [];
  const suppressed = await run.stores.suppressions.findAmong(copies);
  return [
    say(run, `I kopi er nu også ${copies.join(", ")}.`, `In copy now: ${copies.join(", ")}.`),
    ...suppressed.map((one) => copySuppressed(one)[run.language]),
  ];
}

async function moveSentence(run: CommandRun, ticket: Ticket): Promise<string> {
  const { desk } = run.context;
  const clocks = await run.stores.clocks.listForTicket(ticket.id);
  return moveWords(desk, moveOf(desk, ticket, clocks), "vendor")[run.language];
}

/** Whoever had nothing to do with the ticket before learns what it is about; the agent who writes knows. */
async function tellNewcomers({ stores, context, toFile, from }: CommandRun, before: Ticket, after: Ticket) {
  const { question } = await stores.tickets.readThread(after.id, 1);
  const knowing = await findNoticed(stores, context.desk, before, toFile.now);
  const known = new Set([from.agent, ...knowing.map(({ agent }) => agent)]);
  const noticed = await findNoticed(stores, context.desk, after, toFile.now);
  await sendNotices(
    stores,
    context,
    after,
    noticed.filter(({ agent }) => !known.has(agent)),
    {
      kind: "activity",
      answering: null,
      levelBy: null,
      dispute: null,
      joinedBy: null,
      assignedBy: context.desk.agents[from.agent]?.name ?? from.agent,
      from: after.requester,
      authentic: question?.authentic ?? false,
      text: question?.replyText ?? "",
      files: (question?.attachments ?? []).map((file) => ({ ...file, carried: null })),
      inReplyTo: question?.messageId ?? null,
      history: { exceptInboundEmailId: 0 },
      now: toFile.now,
    },
  );
}
