import type { FastifyRequest } from "fastify";
import { authorize } from "../../domain/access/authorize.ts";
import { FEED_TYPES } from "../../domain/feed/feed-event.ts";
import { type FeedPlace, readFeedPlace } from "../../domain/feed/feed-place.ts";
import { isUsable } from "../../usecases/authenticate-key.ts";
import { keyActor } from "../../usecases/key-actor.ts";
import type { FeedFilter } from "../../usecases/ports/feed-store.ts";
import { callerOf } from "./caller.ts";
import { FeedEvent, FeedHeaders, FeedQuery } from "./event-schemas.ts";
import type { EventStreams } from "./event-streams.ts";
import type { Handler } from "./handler.ts";
import type { HttpDeps } from "./http-deps.ts";
import { Problem } from "./problem.ts";

type Deps = Pick<HttpDeps, "keys" | "stores" | "desk">;

export function createEventHandlers(streams: EventStreams, deps: Deps): Record<"events", Handler> {
  return {
    events: {
      schema: {
        tags: ["events"],
        summary: "What happens at the desk, live, as server-sent events",
        description:
          "Goes on until you close it. Come back with the last `id` in Last-Event-ID and nothing is left out or told twice. `began` gives the place where the stream begins; `gap` says that what happened since your place is not kept any more: read what you show anew.",
        querystring: FeedQuery,
        headers: FeedHeaders,
        response: {
          200: { description: "a stream", content: { "text/event-stream": { schema: FeedEvent } } },
        },
      },
      problems: ["not-found", "invalid-cursor"],
      async handle(request, reply) {
        const { id } = callerOf(request);
        const filter = await readFilter(deps, request.query as FeedQuery);
        return streams.open(reply, {
          owner: `key:${id}`,
          after: readAfter(request),
          filter,
          mayRead: () => mayRead(deps, id),
        });
      },
    },
  };
}

/** Where a client that comes back goes on; null for one that is new. */
export function readAfter(request: FastifyRequest): FeedPlace | null {
  const { after } = request.query as FeedQuery;
  const text = request.headers["last-event-id"] ?? after;
  // What a browser sends that has seen no id.
  if (text === undefined || text === "") return null;
  const place = readFeedPlace(String(text));
  if (place === null) throw new Problem("invalid-cursor", "Send the id of an event as it came, such as 0-4711.");
  return place;
}

async function readFilter({ stores }: Deps, { ticket, type }: FeedQuery): Promise<FeedFilter> {
  const wanted = type?.split(",");
  const found = ticket === undefined ? undefined : await stores.tickets.findByRef(ticket.trim().toUpperCase());
  if (found === null) throw new Problem("not-found", "There is no such ticket.");
  return {
    ...(wanted === undefined ? {} : { types: FEED_TYPES.filter((one) => wanted.includes(one)) }),
    ...(found === undefined ? {} : { ticketId: found.id }),
  };
}

/** A stream lives long: its key may be revoked or expire meanwhile. */
async function mayRead({ keys, stores, desk }: Deps, keyId: number): Promise<boolean> {
  const [key, now] = await Promise.all([keys.find(keyId), stores.now()]);
  return key !== null && isUsable(key, now) && authorize(keyActor(key, desk.agents), "read").ok;
}
