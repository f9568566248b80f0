import type { Language } from "../../domain/desk/language.ts";
import type { DeedOutcome } from "../../usecases/ports/console-store.ts";
import type { Ticket } from "../../usecases/ports/ticket-store.ts";
import type { Stores } from "../../usecases/ports/unit-of-work.ts";
import { carryOut, deedPage } from "./console-carry-out.ts";
import { choicesOf, orderOf, TICKET_DEEDS, type TicketDeed } from "./console-deeds.ts";
import { readSentForm, type SentForm } from "./console-form.ts";
import { frameOf } from "./console-frame.ts";
import { type Asked, HTML, pageWith, parameter } from "./console-page.ts";
import type { DeedPage } from "./console-pages.ts";
import { sessionOf } from "./console-session.ts";
import { findTicket } from "./console-ticket-handlers.ts";
import { type Handler, UNDOCUMENTED } from "./handler.ts";
import type { HttpDeps } from "./http-deps.ts";
import { Problem } from "./problem.ts";
import { ticketVersion } from "./ticket-version.ts";

type DeedHandlers = Record<"consoleDeed" | "consoleDoDeed" | "consoleDone", Handler>;

const BODY_BYTES = 256 * 1024;

/** Thrown within the transaction, so that nothing of a refused deed is kept. */
class Refused extends Error {
  readonly faults: readonly string[];
  constructor(faults: readonly string[]) {
    super("refused");
    this.faults = faults;
  }
}

/**
 * What is done to tickets on the console, in the name of the agent who is signed in. Each deed has a page that says what will happen and asks; its form does it once, and leads to a page that says
 * what was done and who is told.
 */
export function createConsoleDeedHandlers(deps: HttpDeps): DeedHandlers {
  const page = pageWith(deps);
  return {
    consoleDeed: page(async (asked) => {
      const { deed, ticket } = await findDeed(deps, asked);
      return deps.console.deed(asked.frame, await ticketPage(deps, asked, { deed, ticket }));
    }),
    consoleDoDeed: { schema: UNDOCUMENTED, bodyBytes: BODY_BYTES, handle: doTicketDeed(deps) },
    consoleDone: page(async (asked) => {
      const { actor } = sessionOf(asked.request);
      const outcome = await deps.unitOfWork.reading.console.findOutcome(parameter(asked, "token"), actor);
      if (outcome === null) throw new Problem("not-found");
      return deps.console.done(asked.frame, outcome);
    }),
  };
}

async function findDeed(deps: HttpDeps, asked: Pick<Asked, "request">): Promise<{ deed: TicketDeed; ticket: Ticket }> {
  if (sessionOf(asked.request).actsAs === null) throw new Problem("forbidden");
  const deed = TICKET_DEEDS.find((one) => one === parameter(asked, "deed"));
  if (deed === undefined) throw new Problem("not-found");
  return { deed, ticket: await findTicket(deps, asked.request) };
}

interface Again {
  readonly faults?: readonly string[];
  readonly choice?: string;
  readonly text?: string;
  readonly hasChanged?: boolean;
}

async function ticketPage(
  deps: HttpDeps,
  { frame }: Pick<Asked, "frame">,
  { deed, ticket, again = {} }: { deed: TicketDeed; ticket: Ticket; again?: Again },
): Promise<DeedPage> {
  const choices = choicesOf(deed, deps.desk, ticket, frame.language);
  return {
    ...deedPage(deps, { deed, subject: ticket.ref, title: ticket.subject, back: `/tickets/${ticket.ref}` }),
    ...{ requester: ticket.requester.address, choices, choice: again.choice ?? "", text: again.text ?? "" },
    version: await ticketVersion(deps.unitOfWork.reading, deps.digest, ticket),
    ...{ faults: again.faults ?? [], hasChanged: again.hasChanged ?? false },
  };
}

function doTicketDeed(deps: HttpDeps): Handler["handle"] {
  return async (request, reply) => {
    const form = readSentForm(deps, request);
    const frame = frameOf(deps, request, reply);
    const { deed, ticket } = await findDeed(deps, { request });
    try {
      return await carryOut(deps, reply, form, (stores) =>
        perform(deps, stores, { form, deed, ticket, language: frame.language }),
      );
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      const written = { choice: form.field("choice"), text: form.field("text") };
      const again = { ...written, faults: error.faults, hasChanged: error.faults.length === 0 };
      const view = await ticketPage(deps, { frame }, { deed, ticket, again });
      return reply
        .code(422)
        .type(HTML)
        .send(await deps.console.deed(frame, view));
    }
  };
}

interface Ordered {
  readonly form: SentForm;
  readonly deed: TicketDeed;
  readonly ticket: Ticket;
  readonly language: Language;
}

async function perform(
  deps: HttpDeps,
  stores: Stores,
  { form, deed, ticket, language }: Ordered,
): Promise<DeedOutcome> {
  const locked = await stores.tickets.lock(ticket.id);
  if (locked === null) throw new Problem("not-found");
  // Nobody changes what they did not see; words are kept whatever has happened meanwhile.
  const isSeen = (await ticketVersion(stores, deps.digest, locked)) === form.field("version");
  if (deed !== "note" && deed !== "acknowledge" && !isSeen) throw new Refused([]);
  const choices = choicesOf(deed, deps.desk, locked, language);
  const order = orderOf(deed, choices, { choice: form.field("choice"), text: form.field("text") });
  if (order === null) throw new Refused([""]);
  const { actsAs, keyId } = form.session;
  if (actsAs === null) throw new Problem("forbidden");
  const outcome = await deps.giveOrder(stores, { ticketId: ticket.id, agent: actsAs, keyId, language, ...order });
  if (outcome.kind === "refused") throw new Refused(outcome.faults.map((fault) => fault[language]));
  const { done, recipients } = outcome;
  return { deed, back: `/tickets/${ticket.ref}`, done, recipients };
}
