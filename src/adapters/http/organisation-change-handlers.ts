import type { FastifyRequest } from "fastify";
import type { AuditActor } from "../../domain/audit/audit-event.ts";
import type { Answer } from "../../usecases/answer-once.ts";
import { changeOrganisations } from "../../usecases/organisations/change-organisations.ts";
import { findOrganisationView } from "../../usecases/organisations/list-organisations.ts";
import { removeOrganisation } from "../../usecases/organisations/remove-organisation.ts";
import type { Stores } from "../../usecases/ports/unit-of-work.ts";
import { actorOf, callerOf } from "./caller.ts";
import type { Writing } from "./handler.ts";
import type { HttpDeps } from "./http-deps.ts";
import { etag, idOf, TAGS } from "./organisation-handlers.ts";
import { NewOrganisation, Organisation, OrganisationParameters, ReplacedOrganisation } from "./organisation-schemas.ts";
import { Problem } from "./problem.ts";
import { refuseUnseen } from "./refuse-unseen.ts";
import { ChangeHeaders, Nothing } from "./schemas.ts";

type Changes = Record<"createOrganisation" | "replaceOrganisation" | "removeOrganisation", Writing>;
type Deps = Pick<HttpDeps, "stores" | "desk" | "judgeOrganisations">;

export function createOrganisationChangeHandlers(deps: Deps): Changes {
  return {
    createOrganisation: {
      schema: {
        tags: TAGS,
        summary: "Store an organisation",
        body: NewOrganisation,
        response: { 201: Organisation },
      },
      problems: ["already-exists", "invalid-organisation"],
      async perform(stores, request) {
        const written = request.body as NewOrganisation;
        const actor = nameOf(request);
        await stores.organisations.beginChange();
        if ((await stores.organisations.find(written.id)) !== null) {
          throw new Problem("already-exists", `There is an organisation ${written.id}: replace it with PUT.`);
        }
        return await put(stores, deps, { written, actor, by: actorOf(request), status: 201 });
      },
    },
    replaceOrganisation: {
      schema: {
        tags: TAGS,
        summary: "Replace a stored organisation as a whole; If-Match names the version that was seen",
        params: OrganisationParameters,
        headers: ChangeHeaders,
        body: ReplacedOrganisation,
        response: { 200: Organisation },
      },
      problems: ["not-found", "precondition-required", "precondition-failed", "invalid-organisation"],
      async perform(stores, request) {
        const written = { id: idOf(request), ...(request.body as ReplacedOrganisation) };
        const actor = nameOf(request);
        await requireSeen(stores, request, { isNeeded: true });
        return await put(stores, deps, { written, actor, by: actorOf(request), status: 200 });
      },
    },
    removeOrganisation: {
      schema: {
        tags: TAGS,
        summary: "Take a stored organisation out; its tickets and the record of its changes stay",
        params: OrganisationParameters,
        headers: ChangeHeaders,
        response: { 204: Nothing },
      },
      problems: ["not-found", "precondition-failed"],
      async perform(stores, request) {
        const actor = nameOf(request);
        await requireSeen(stores, request, { isNeeded: false });
        await removeOrganisation(stores, idOf(request), { actor, by: actorOf(request) });
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
  if (isNeeded && request.headers["if-match"] === undefined) {
    throw new Problem(
      "precondition-required",
      `Send If-Match with the ETag of what you replace, ${etag(stored.version)}.`,
    );
  }
  refuseUnseen(request, etag(stored.version));
}

async function put(
  stores: Stores,
  { desk, judgeOrganisations }: Deps,
  { written, actor, by, status }: { written: NewOrganisation; actor: string; by: AuditActor; status: number },
): Promise<Answer> {
  const changed = await changeOrganisations(stores, {
    judge: (stored) => judgeOrganisations(desk, stored, [written]),
    actor,
    by,
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

/** As the organisation's own record names the caller. */
function nameOf(request: FastifyRequest): string {
  return `key:${callerOf(request).name}`;
}
