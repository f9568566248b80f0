import { parseInstant } from "../../domain/time/instant.ts";
import { createKey } from "../../usecases/create-key.ts";
import { listKeys } from "../../usecases/list-keys.ts";
import { revokeKey } from "../../usecases/revoke-key.ts";
import { CreatedKey, Key, NewKey } from "./desk-schemas.ts";
import type { Handler, Writing } from "./handler.ts";
import type { HttpDeps } from "./http-deps.ts";
import { Problem } from "./problem.ts";
import { IdParameters, Nothing, pageOf } from "./schemas.ts";

type KeyHandlers = { keys: Handler; createKey: Writing; revokeKey: Writing };

const TAGS = ["keys"];

export function createKeyHandlers(deps: Pick<HttpDeps, "keys" | "digest" | "randomness" | "desk">): KeyHandlers {
  return {
    keys: {
      schema: {
        tags: TAGS,
        summary: "API keys, newest first, never the keys themselves",
        response: { 200: pageOf(Key) },
      },
      handle: async () => ({ items: await listKeys(deps.keys), next: null }),
    },
    createKey: {
      schema: { tags: TAGS, summary: "Make a key", body: NewKey, response: { 201: CreatedKey } },
      async perform({ keys }, request) {
        const { name, scopes, agent, expiresAt } = request.body as NewKey;
        const wanted = { name, scopes, agent: agent ?? null, expiresAt: readExpiry(expiresAt) };
        const created = await createKey({ ...deps, keys, agents: deps.desk.agents }, wanted);
        if (!created.ok) throw new Problem("invalid-request", created.why);
        const { id, key } = created;
        // A key is nowhere to be found but in the first answer.
        return { status: 201, headers: {}, body: { id, key }, kept: { id, key: null } };
      },
    },
    revokeKey: {
      schema: { tags: TAGS, summary: "End a key at once", params: IdParameters, response: { 204: Nothing } },
      async perform({ keys }, request) {
        const revoked = await revokeKey(keys, (request.params as IdParameters).id);
        if (!revoked.ok) throw new Problem("not-found", revoked.why);
        return { status: 204, headers: {}, body: null };
      },
    },
  };
}

function readExpiry(text: string | undefined) {
  if (text === undefined) return null;
  const at = parseInstant(text);
  if (at === null)
    throw new Problem("invalid-request", "expiresAt is not an instant: write it as 2027-01-01T00:00:00Z");
  return at;
}
