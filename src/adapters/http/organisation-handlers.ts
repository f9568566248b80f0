import type { FastifyRequest } from "fastify";
import { formatInstant } from "../../domain/time/instant.ts";
import type { Answer } from "../../usecases/answer-once.ts";
import { changeOrganisations } from "../../usecases/organisations/change-organisations.ts";
import {
  findOrganisationView,
  listOrganisations,
  type OrganisationView,
} from "../../usecases/organisations/list-organisations.ts";
import type { Stores } from "../../usecases/ports/unit-of-work.ts";
import { callerOf } from "./caller.ts";
import { readTextCursor, writeTextCursor } from "./cursor.ts";
import type { Handler, Writing } from "./handler.ts";
import type { HttpDeps } from "./http-deps.ts";
import { isMatch } from "./is-match.ts";
import {
  AgreementLine,
  NewOrganisation,
  Organisation,
  OrganisationEvents,
  OrganisationParameters,
  ReplacedOrganisation,
} from "./organisation-schemas.ts";
import { Problem } from "./problem.ts";
import { Nothing, PageQuery, pageOf } from "./schemas.ts";

type Reads = Record<"organisations" | "organisation" | "organisationEvents" | "agreements", Handler>;
type Changes = Record<"createOrganisation" | "replaceOrganisation" | "removeOrganisation", Writing>;
type Deps = Pick<HttpDeps, "stores" | "desk" | "judgeOrganisations">;

const TAGS = ["agreement"];

export function createOrganisationHandlers(deps: Deps): Reads & Changes {
  return { ...reads(deps), ...changes(deps) };
}

function reads({ stores, desk }: Deps): Reads {
  return {
    organisations: {
      schema: {
        tags: TAGS,
        summary: "Organisations of desk.yaml and those that are stored, by id",
        querystring: PageQuery,
        response: { 200: pageOf(Organisation) },
      },
      handle: async (request) => pageAfter("organisations", await listOrganisations(stores, desk), request),
    },
    organisation: {
      schema: {
        tags: TAGS,
        summary: "One organisation; the ETag names its version",
        params: OrganisationParameters,
        response: { 200: Organisation },
      },
      async handle(request, reply) {
        const view = await findOrganisationView(stores, desk, idOf(request));
        if (view === null) throw new Problem("not-found");
        if (view.version !== null) reply.header("etag", etag(view.version));
        return view;
      },
    },
    organisationEvents: {
      schema: {
        tags: TAGS,
        summary: "Every change of a stored organisation: who, when, before and after, oldest first",
        params: OrganisationParameters,
        response: { 200: OrganisationEvents },
      },
      async handle(request) {
        const events = await stores.organisations.listEvents(idOf(request));
        return { items: events.map(({ at, ...event }) => ({ at: formatInstant(at), ...event })), next: null };
      },
    },
    agreements: {
      schema: {
        tags: TAGS,
        summary: "The agreements, by organisation, and what the gate says of each today",
        querystring: PageQuery,
        response: { 200: pageOf(AgreementLine) },
      },
      async handle(request) {
        const views = (await listOrganisations(stores, desk)).filter(({ agreement }) => agreement !== null);
        const { items, next } = pageAfter("agreements", views, request);
        return { items: items.map(agreementLine), next };
      },
    },
  };
}

function changes(deps: Deps): Changes {
  return {
    createOrganisation: {
      schema: {
        tags: TAGS,
        summary: "Store an organisation",
        body: NewOrganisation,
        response: { 201: Organisation },
      },
      async perform(stores, request) {
        const written = request.body as NewOrganisation;
        const actor = actorOf(request);
        await stores.organisations.beginChange();
        if ((await stores.organisations.find(written.id)) !== null) {
          throw new Problem("already-exists", `There is an organisation ${written.id}: replace it with PUT.`);
        }
        return await put(stores, deps, { written, actor, status: 201 });
      },
    },
    replaceOrganisation: {
      schema: {
        tags: TAGS,
        summary: "Replace a stored organisation as a whole; If-Match names the version that was seen",
        params: OrganisationParameters,
        body: ReplacedOrganisation,
        response: { 200: Organisation },
      },
      async perform(stores, request) {
        const written = { id: idOf(request), ...(request.body as ReplacedOrganisation) };
        const actor = actorOf(request);
        await requireSeen(stores, request, { isNeeded: true });
        return await put(stores, deps, { written, actor, status: 200 });
      },
    },
    removeOrganisation: {
      schema: {
        tags: TAGS,
        summary: "Take a stored organisation out; its tickets and the record of its changes stay",
        params: OrganisationParameters,
        response: { 204: Nothing },
      },
      async perform(stores, request) {
        const actor = actorOf(request);
        await requireSeen(stores, request, { isNeeded: false });
        await stores.organisations.remove(idOf(request), { at: await stores.now(), actor });
        return { status: 204, headers: {}, body: null };
      },
    },
  };
}

/** Nobody changes it until the end of the transaction, and it is the one that the caller has seen (RFC 9110 section 13.1.1). */
async function requireSeen(
  stores: Stores,
  request: FastifyRequest,
  { isNeeded }: { isNeeded: boolean },
): Promise<void> {
  await stores.organisations.beginChange();
  const stored = await stores.organisations.find(idOf(request));
  if (stored === null)
    throw new Problem("not-found", "No organisation of this id is stored; desk.yaml is changed there.");
  const seen = request.headers["if-match"];
  if (seen === undefined && isNeeded) {
    throw new Problem(
      "precondition-required",
      `Send If-Match with the ETag of what you replace, ${etag(stored.version)}.`,
    );
  }
  if (seen !== undefined && !isMatch(seen, etag(stored.version))) {
    throw new Problem(
      "precondition-failed",
      `It was changed meanwhile; get it again, its ETag is ${etag(stored.version)}.`,
    );
  }
}

async function put(
  stores: Stores,
  { desk, judgeOrganisations }: Deps,
  { written, actor, status }: { written: NewOrganisation; actor: string; status: number },
): Promise<Answer> {
  const changed = await changeOrganisations(stores, {
    judge: (stored) => judgeOrganisations(desk, stored, [written]),
    actor,
    isDryRun: false,
  });
  if (!changed.ok) {
    const faults = changed.faults.map(({ path, message }) => (path === "" ? message : `${path}: ${message}`));
    throw new Problem("invalid-organisation", `${faults.join(". ")}.`);
  }
  const view = await findOrganisationView(stores, desk, written.id);
  if (view === null || view.version === null) throw new Error("the organisation was not stored");
  return { status, headers: { etag: etag(view.version) }, body: view };
}

/** Whom the desk serves is for those who run it: no agent changes it by mail, and so no key that acts for one (threat T23). */
function actorOf(request: FastifyRequest): string {
  const { name, agent } = callerOf(request);
  if (agent === null) return `key:${name}`;
  throw new Problem(
    "forbidden",
    `The key acts for agent ${agent}: organisations are changed with a key that acts for none.`,
  );
}

function idOf(request: FastifyRequest): string {
  return (request.params as OrganisationParameters).organisation;
}

function etag(version: number): string {
  return `"${version}"`;
}

function pageAfter(list: string, views: readonly OrganisationView[], request: FastifyRequest) {
  const { cursor, limit } = request.query as PageQuery;
  const after = cursor === undefined ? "" : readTextCursor(list, cursor);
  const rest = views.filter(({ id }) => id > after);
  const items = rest.slice(0, limit);
  return { items, next: rest.length > limit ? writeTextCursor(list, items.at(-1)?.id ?? "") : null };
}

function agreementLine({ id, name, agreement, gate, accountManager, source }: OrganisationView) {
  return { organisation: id, name, ...agreement, gate, accountManager, source };
}
