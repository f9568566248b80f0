import { formatInstant } from "../../domain/time/instant.ts";
import type { Stores } from "../../usecases/ports/unit-of-work.ts";
import type { TakenRequest } from "../../usecases/requests/take-request.ts";
import { callerOf } from "./caller.ts";
import type { Writing } from "./handler.ts";
import type { HttpDeps } from "./http-deps.ts";
import { readNewTicket } from "./read-new-ticket.ts";
import { NewTicket, TakenTicket } from "./ticket-schemas.ts";

/** Room for 15 MB of attachments as base64, and the text. */
const BODY_BYTES = 22_000_000;

export function createRequestHandlers(
  deps: Pick<HttpDeps, "takeRequest" | "onChanged" | "desk">,
): Record<"createTicket", Writing> {
  return {
    createTicket: {
      schema: {
        tags: ["tickets"],
        summary:
          "Open a ticket for somebody who called or wrote elsewhere: acknowledged, judged and promised as one that came by mail",
        description:
          "The key vouches that the requester asked. `202` and a null `ref`: it is stored and filed in a moment; look at `inbound`.",
        body: NewTicket,
        response: { 201: TakenTicket, 202: TakenTicket },
      },
      bodyBytes: BODY_BYTES,
      async perform(stores, request) {
        const taken = await deps.takeRequest(
          stores,
          "api",
          readNewTicket(request.body as NewTicket, callerOf(request), deps.desk),
        );
        const body = await present(stores, taken);
        if (body.ref === null) return { status: 202, headers: {}, body };
        return { status: 201, headers: { location: `/api/v1/tickets/${body.ref}` }, body };
      },
      afterwards: deps.onChanged,
    },
  };
}

async function present(stores: Stores, { ticket, inboundEmailId: inbound }: TakenRequest) {
  if (ticket === null) return { ref: null, inbound, level: null, organisation: null, answerBy: null };
  const clocks = await stores.clocks.listForTicket(ticket.id);
  const deadline = clocks.find(({ kind }) => kind === "first_response")?.deadlineAt ?? null;
  const { ref, level, organisation } = ticket;
  return { ref, inbound, level, organisation, answerBy: deadline === null ? null : formatInstant(deadline) };
}
