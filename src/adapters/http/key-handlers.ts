import { parseInstant } from "../../domain/time/instant.ts";
import { createKey } from "../../usecases/create-key.ts";
import { presentKey } from "../../usecases/list-keys.ts";
import { cutPage } from "../../usecases/page.ts";
import type { Digest } from "../../usecases/ports/digest.ts";
import type { ApiKey } from "../../usecases/ports/key-store.ts";
import { revokeKey } from "../../usecases/revoke-key.ts";
import { actorOf } from "./caller.ts";
import { readCursor, writeCursor } from "./cursor.ts";
import { CreatedKey, Key, NewKey } from "./desk-schemas.ts";
import type { Handler, Writing } from "./handler.ts";
import type { HttpDeps } from "./http-deps.ts";
import { Problem } from "./problem.ts";
import { readId } from "./read-id.ts";
import { refuseUnseen } from "./refuse-unseen.ts";
import { ChangeHeaders, IdParameters, Nothing, PageQuery, pageOf } from "./schemas.ts";
import { tagOf } from "./tag-of.ts";

type Reads = Record<"keys" | "key", Handler>;
type Changes = Record<"createKey" | "revokeKey", Writing>;
type Deps = Pick<HttpDeps, "keys" | "digest" | "randomness" | "desk">;

const TAGS = ["keys"];
const LIST = "keys";

export function createKeyHandlers(deps: Deps): Reads & Changes {
  return { ...reads(deps), ...changes(deps) };
}

function reads({ keys, digest }: Deps): Reads {
  return {
    keys: {
      schema: {
        tags: TAGS,
        summary: "API keys, newest first, never the keys themselves",
        querystring: PageQuery,
        response: { 200: pageOf(Key) },
      },
      async handle(request) {
        const { cursor, limit } = request.query as PageQuery;
        const before = cursor === undefined ? Number.POSITIVE_INFINITY : readCursor(LIST, cursor);
        const page = cutPage(
          (await keys.list()).filter(({ id }) => id < before),
          limit,
        );
        return { items: page.items.map(presentKey), next: writeCursor(LIST, page.next) };
      },
    },
    key: {
      schema: {
        tags: TAGS,
        summary: "One API key, never the key itself; the ETag names its version",
        params: IdParameters,
        response: { 200: Key },
      },
      problems: ["not-found"],
      async handle(request, reply) {
        const key = await keys.find(readId(request));
        if (key === null) throw new Problem("not-found");
        reply.header("etag", versionOf(digest, key));
        return presentKey(key);
      },
    },
  };
}

function changes(deps: Deps): Changes {
  return {
    createKey: {
      schema: { tags: TAGS, summary: "Make a key", body: NewKey, response: { 201: CreatedKey } },
      async perform({ keys, audit, now }, request) {
        const { name, scopes, agent, expiresAt } = request.body as NewKey;
        const wanted = { name, scopes, agent: agent ?? null, expiresAt: readExpiry(expiresAt) };
        const created = await createKey(
          { ...deps, keys, audit, now, agents: deps.desk.agents, actor: actorOf(request) },
          wanted,
        );
        if (!created.ok) throw new Problem("invalid-request", created.why);
        const { id, key } = created;
        // A key is nowhere to be found but in the first answer.
        return { status: 201, headers: {}, body: { id, key }, kept: { id, key: null } };
      },
    },
    revokeKey: {
      schema: {
        tags: TAGS,
        summary: "End a key at once",
        params: IdParameters,
        headers: ChangeHeaders,
        response: { 204: Nothing },
      },
      problems: ["not-found", "precondition-failed"],
      async perform(stores, request) {
        const id = readId(request);
        const key = await stores.keys.find(id);
        if (key !== null) refuseUnseen(request, versionOf(deps.digest, key));
        const revoked = await revokeKey(stores, id, actorOf(request));
        if (!revoked.ok) throw new Problem("not-found", revoked.why);
        return { status: 204, headers: {}, body: null };
      },
    },
  };
}

/** The ETag of a key: another one when it was ended. That it is used does not change it. */
function versionOf(digest: Digest, { id, name, scopes, agent, expiresAt, revokedAt }: ApiKey): string {
  return tagOf(digest, [id, name, scopes, agent, expiresAt, revokedAt]);
}

function readExpiry(text: string | undefined) {
  if (text === undefined) return null;
  const at = parseInstant(text);
  if (at === null)
    throw new Problem("invalid-request", "expiresAt is not an instant: write it as 2027-01-01T00:00:00Z");
  return at;
}
