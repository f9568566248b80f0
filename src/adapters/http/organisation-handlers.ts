import type { FastifyRequest } from "fastify";
import { formatInstant } from "../../domain/time/instant.ts";
import {
  findOrganisationView,
  listOrganisations,
  type OrganisationView,
} from "../../usecases/organisations/list-organisations.ts";
import { readTextCursor, writeTextCursor } from "./cursor.ts";
import type { Handler } from "./handler.ts";
import type { HttpDeps } from "./http-deps.ts";
import { AgreementLine, Organisation, OrganisationEvents, OrganisationParameters } from "./organisation-schemas.ts";
import { Problem } from "./problem.ts";
import { PageQuery, pageOf } from "./schemas.ts";

type Reads = Record<"organisations" | "organisation" | "organisationEvents" | "agreements", Handler>;
type Deps = Pick<HttpDeps, "stores" | "desk" | "organisationFaults">;

export const TAGS = ["agreement"];

export function createOrganisationHandlers({ stores, desk, organisationFaults: faultsOf }: Deps): Reads {
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
      problems: ["not-found"],
      async handle(request, reply) {
        const view = await findOrganisationView(stores, desk, idOf(request));
        if (view === null) throw new Problem("not-found");
        if (view.version !== null) reply.header("etag", etag(view.version));
        const stored = await stores.organisations.find(view.id);
        return { ...view, faults: stored === null ? [] : faultsOf(desk, stored.organisation) };
      },
    },
    organisationEvents: {
      schema: {
        tags: TAGS,
        summary: "Every change of a stored organisation: who, when, before and after, oldest first",
        params: OrganisationParameters,
        response: { 200: OrganisationEvents },
      },
      problems: ["not-found"],
      async handle(request) {
        const id = idOf(request);
        const events = await stores.organisations.listEvents(id);
        // One that was taken out has its record still; one of desk.yaml has none.
        if (events.length === 0 && (await findOrganisationView(stores, desk, id)) === null)
          throw new Problem("not-found");
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

export function idOf(request: FastifyRequest): string {
  return (request.params as OrganisationParameters).organisation;
}

export function etag(version: number): string {
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
