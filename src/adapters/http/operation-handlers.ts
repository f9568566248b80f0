import type { FastifyRequest } from "fastify";
import { mayOperate } from "../../domain/access/console-rights.ts";
import { keyActor } from "../../usecases/key-actor.ts";
import { INBOUND_STATES } from "../../usecases/ports/inbound-store.ts";
import { OUTBOX_STATES } from "../../usecases/ports/outbox-store.ts";
import { DELIVERY_STATES } from "../../usecases/ports/webhook-store.ts";
import { replayDelivery } from "../../usecases/replay-deliveries.ts";
import { retryInbound } from "../../usecases/retry-inbound.ts";
import { actorOf, callerOf } from "./caller.ts";
import type { Writing } from "./handler.ts";
import type { HttpDeps } from "./http-deps.ts";
import { Resolution, stateNow } from "./mail-schemas.ts";
import { Problem } from "./problem.ts";
import { readId } from "./read-id.ts";
import { IdParameters } from "./schemas.ts";

type OperationHandlers = Record<"retryInbound" | "resolveOutbox" | "replayWebhook", Writing>;
type Deps = Pick<HttpDeps, "desk" | "resolveOutbox" | "onChanged">;

const BY_OPERATIONS = "Needs a key that acts for nobody, or for an agent of the role ops or lead.";
const REFUSALS = ["not-found", "wrong-state"] as const;

/** What is decided about mail that is held or doubted and about webhooks, as on the console and the command line. Each is put on record. */
export function createOperationHandlers(deps: Deps): OperationHandlers {
  return { retryInbound: retry(deps), resolveOutbox: resolve(deps), replayWebhook: replay(deps) };
}

function retry(deps: Deps): Writing {
  return {
    schema: {
      tags: ["mail"],
      summary: "File a quarantined mail again",
      description: BY_OPERATIONS,
      params: IdParameters,
      response: { 200: stateNow(INBOUND_STATES, "accepted") },
    },
    problems: REFUSALS,
    async perform(stores, request) {
      const id = admit(deps, request);
      const result = await retryInbound(stores, id, actorOf(request));
      if (result.kind === "retried") return { status: 200, headers: {}, body: { id, state: "accepted" } };
      throw refusal(result.state, {
        absent: `There is no inbound email ${id}.`,
        present: "only a quarantined mail is filed again; GET /api/v1/inbound?state=quarantined lists them",
      });
    },
    afterwards: deps.onChanged,
  };
}

function resolve(deps: Deps): Writing {
  return {
    schema: {
      tags: ["mail"],
      summary: "Decide about a mail that the desk could not, or that still waits",
      description: BY_OPERATIONS,
      params: IdParameters,
      body: Resolution,
      response: { 200: stateNow(OUTBOX_STATES, "queued") },
    },
    problems: REFUSALS,
    async perform(stores, request) {
      const id = admit(deps, request);
      const { agent, name } = callerOf(request);
      const result = await deps.resolveOutbox(stores, {
        id,
        resolution: (request.body as Resolution).resolution,
        actor: agent === null ? `key:${name}` : `agent:${agent}`,
        by: actorOf(request),
      });
      if (result.kind === "resolved") return { status: 200, headers: {}, body: { id, state: result.state } };
      throw refusal(result.state, {
        absent: `There is no mail ${id} in the outbox.`,
        present: "what is on its way or settled is not decided about; GET /api/v1/outbox shows it",
      });
    },
    afterwards: deps.onChanged,
  };
}

function replay(deps: Deps): Writing {
  return {
    schema: {
      tags: ["alerts"],
      summary: "Post a delivery to its webhook again, under the id it had, whatever became of it",
      description: BY_OPERATIONS,
      params: IdParameters,
      response: { 200: stateNow(DELIVERY_STATES, "queued") },
    },
    problems: REFUSALS,
    async perform(stores, request) {
      const id = admit(deps, request);
      const result = await replayDelivery(stores, id, actorOf(request));
      if (result.kind === "queued") return { status: 200, headers: {}, body: { id, state: "queued" } };
      throw refusal(result.state, {
        absent: `There is no delivery ${id}.`,
        present: "it is being posted just now; ask again when GET /api/v1/webhooks says what came of it",
      });
    },
    afterwards: deps.onChanged,
  };
}

/** The id that is asked about, by whoever may decide. */
function admit({ desk }: Deps, request: FastifyRequest): number {
  const key = callerOf(request);
  if (!mayOperate(keyActor(key, desk.agents))) {
    throw new Problem("forbidden", `The key acts for ${key.agent}, who has neither of the roles ops and lead.`);
  }
  return readId(request);
}

function refusal(state: string | null, { absent, present }: { absent: string; present: string }): Problem {
  return state === null ? new Problem("not-found", absent) : new Problem("wrong-state", `It is ${state}: ${present}.`);
}
