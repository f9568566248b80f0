import type { FastifyRequest } from "fastify";
import { parseTicketRef } from "../../domain/ticket/ticket-ref.ts";
import { formatWorkingTime } from "../../domain/time/working-time.ts";
import type { Answer } from "../../usecases/answer-once.ts";
import type { Ticket } from "../../usecases/ports/ticket-store.ts";
import type { Stores } from "../../usecases/ports/unit-of-work.ts";
import { callerOf } from "./caller.ts";
import type { Writing } from "./handler.ts";
import type { HttpDeps } from "./http-deps.ts";
import { Done, NewMessage, NewTime, type SETTABLE_STATES, TicketChanges } from "./order-schemas.ts";
import { Problem } from "./problem.ts";
import { refuseUnseen } from "./refuse-unseen.ts";
import { ChangeHeaders, RefParameters } from "./schemas.ts";
import { ticketVersion } from "./ticket-version.ts";

type OrderHandlers = Record<"replyToTicket" | "changeTicket" | "recordTime", Writing>;
type Deps = Pick<HttpDeps, "giveOrder" | "onChanged" | "digest">;

const BODY_BYTES = 1_000_000;
const TAGS = ["tickets"];
const BY_AGENT = "Needs a key that acts for an agent.";
const STATE_LINES: Readonly<Record<(typeof SETTABLE_STATES)[number], string>> = {
  open: "#reopen",
  waiting: "#wait",
  resolved: "#resolve",
  closed: "#close",
};

/** What agents do to a ticket: the lines of their mails, and no second way of doing it. */
export function createOrderHandlers(deps: Deps): OrderHandlers {
  const params = RefParameters;
  return {
    replyToTicket: {
      schema: {
        tags: TAGS,
        summary: "Answer the requester, or keep a note, with an agent's commands as in a mail",
        description: BY_AGENT,
        params,
        body: NewMessage,
        response: { 201: Done },
      },
      bodyBytes: BODY_BYTES,
      problems: ["not-found", "order-refused"],
      async perform(stores, request) {
        const { text, note = false, commands = [] } = request.body as NewMessage;
        if (text.trim() === "") throw new Problem("invalid-request", "text is empty");
        const lines = [...(note ? ["#note"] : []), ...commands.map((command) => `#${command.trim()}`)];
        return await order(deps, stores, request, { lines, text: text.trim(), status: 201 });
      },
      afterwards: deps.onChanged,
    },
    changeTicket: {
      schema: {
        tags: TAGS,
        summary: "Change level, state, agent, team, service or activity of the ticket that was read",
        description: `${BY_AGENT} If-Match is the ETag of the ticket as it was read, so that nobody undoes what they did not see.`,
        params,
        headers: ChangeHeaders,
        body: TicketChanges,
        response: { 200: Done },
      },
      problems: ["not-found", "order-refused", "precondition-failed", "precondition-required"],
      async perform(stores, request) {
        await requireMatch(deps, stores, request);
        return await order(deps, stores, request, {
          lines: readChanges(request.body as TicketChanges),
          text: "",
          status: 200,
        });
      },
      afterwards: deps.onChanged,
    },
    recordTime: {
      schema: {
        tags: TAGS,
        summary: "Record time spent, billed or not by its cause, the matrix and the coverage",
        description: BY_AGENT,
        params,
        body: NewTime,
        response: { 201: Done },
      },
      problems: ["not-found", "order-refused"],
      async perform(stores, request) {
        const { minutes, cause, text = "" } = request.body as NewTime;
        const lines = [`#time ${formatWorkingTime(minutes)} cause=${cause} ${text}`.trim()];
        return await order(deps, stores, request, { lines, text: "", status: 201 });
      },
      afterwards: deps.onChanged,
    },
  };
}

function readChanges({ level, state, agent, team, service, activity }: TicketChanges): string[] {
  if (agent !== undefined && team !== undefined) {
    throw new Problem("invalid-request", "Give an agent or a team: a ticket that goes to a team has no agent yet.");
  }
  const assignee = agent ?? team;
  return [
    ...(level === undefined ? [] : [`#level ${level}`]),
    ...(assignee === undefined ? [] : [`#assign ${assignee}`]),
    ...(service === undefined ? [] : [`#service ${service}`]),
    ...(activity === undefined ? [] : [`#activity ${activity}`]),
    ...(state === undefined ? [] : [STATE_LINES[state]]),
  ];
}

async function order(
  deps: Deps,
  stores: Stores,
  request: FastifyRequest,
  { lines, text, status }: { lines: readonly string[]; text: string; status: number },
): Promise<Answer> {
  const { id: keyId, agent } = callerOf(request);
  if (agent === null) {
    throw new Problem("forbidden", "The key acts for no agent: svartid key create --agent NAME makes one that does.");
  }
  const ticket = await findTicket(stores, request);
  const outcome = await deps.giveOrder(stores, { ticketId: ticket.id, agent, keyId, lines, text });
  // Thrown, so that nothing of it is kept.
  if (outcome.kind === "refused") throw new Problem("order-refused", outcome.faults.map(({ en }) => en).join(" "));
  const { done, recipients, inbound } = outcome;
  const etag = await ticketVersion(stores, deps.digest, (await stores.tickets.find(ticket.id)) ?? ticket);
  return { status, headers: { etag }, body: { done, recipients, inbound } };
}

async function findTicket(stores: Stores, request: FastifyRequest): Promise<Ticket> {
  const ref = parseTicketRef((request.params as RefParameters).ref);
  const ticket = ref === null ? null : await stores.tickets.findByRef(ref);
  if (ticket === null) throw new Problem("not-found");
  return ticket;
}

/** RFC 9110 section 13.1.1, under the lock of the ticket. */
async function requireMatch({ digest }: Deps, stores: Stores, request: FastifyRequest): Promise<void> {
  if (request.headers["if-match"] === undefined)
    throw new Problem("precondition-required", "Send If-Match with the ETag of the ticket, or *.");
  const { id } = await findTicket(stores, request);
  const ticket = await stores.tickets.lock(id);
  if (ticket === null) throw new Problem("not-found");
  refuseUnseen(request, await ticketVersion(stores, digest, ticket));
}
