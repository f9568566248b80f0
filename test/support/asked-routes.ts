import { sql } from "kysely";
import { ROUTES, type RouteName } from "../../src/adapters/http/routes.ts";
import type { Scope } from "../../src/domain/access/scope.ts";
import { SYSTEM } from "../../src/domain/audit/audit-event.ts";
import { makeKey } from "../../src/wire-readers.ts";
import type { AgentDesk } from "./agent-desk.ts";
import { type HeldRows, holdRows } from "./held-rows.ts";

export type ChangingRoute = {
  [Name in RouteName]: (typeof ROUTES)[Name]["method"] extends "GET" ? never : Name;
}[RouteName];

/** What a route that changes something is asked, so that it does it. */
export interface Ask {
  readonly path?: (held: HeldRows) => string | Promise<string>;
  readonly body?: object | URLSearchParams;
  /** Another body that the route takes; absent where it takes none, or the answer is not kept. */
  readonly other?: object;
  readonly headers?: Record<string, string>;
  /** The agent for whom the key acts. */
  readonly agent?: string;
}

const ORGANISATION = { name: "South Utility", domains: ["south.example"], hosting: "vendor" };
const REQUEST = { requester: { address: "ida@north.example" }, subject: "Import", text: "Den står." };

/** In an order in which all can be done; a text: why it leaves no record. */
export const ASKED: Readonly<Record<ChangingRoute, Ask | string>> = {
  createTicket: { body: REQUEST, other: { ...REQUEST, text: "Den går." } },
  replyToTicket: { agent: "one", body: { text: "Prøv igen." }, other: { text: "Prøv ikke igen." } },
  changeTicket: { agent: "one", body: { level: "A" }, other: { level: "B" }, headers: { "if-match": "*" } },
  recordTime: { agent: "one", body: { minutes: 15, cause: "vendor" }, other: { minutes: 16, cause: "vendor" } },
  retryInbound: { path: async (held) => `/api/v1/inbound/${await held.quarantinedId()}/retry` },
  resolveOutbox: {
    path: async (held) => `/api/v1/outbox/${await held.waitingMailId()}/resolve`,
    body: { resolution: "drop" },
    other: { resolution: "sent" },
  },
  replayWebhook: { path: async (held) => `/api/v1/webhooks/${await held.deliveryId()}/replay` },
  createOrganisation: { body: { ...ORGANISATION, id: "south" }, other: { ...ORGANISATION, id: "west" } },
  replaceOrganisation: {
    path: () => "/api/v1/organisations/south",
    body: { ...ORGANISATION, name: "South" },
    other: { ...ORGANISATION, name: "West" },
    headers: { "if-match": "*" },
  },
  removeOrganisation: { path: () => "/api/v1/organisations/south" },
  exportPerson: { body: { address: "mette@north.example" }, other: { address: "ida@north.example" } },
  createKey: { body: { name: "robot", scopes: ["read"] }, other: { name: "robot", scopes: ["write"] } },
  revokeKey: { path: () => "/api/v1/keys/2" },
  signIn: { body: new URLSearchParams({ key: "" }) },
  consoleDoDeed: "in the ticket's history, as by mail (test/integration/console-deeds.test.ts)",
  consoleDoRetry: "on record, as that file asserts with a form that was asked for",
  consoleDoResolve: "likewise",
  consoleDoReplay: "likewise",
  mailLink: "sends a mail to an agent who is in the desk file, and opens nothing",
  useLink: "on record as console.signed-in (test/integration/console-deeds.test.ts)",
  signOut: "on record as console.signed-out or console.sessions-ended (test/integration/console-sessions.test.ts)",
  surveyAnswer: "by whoever has the link of a mail: the ticket's history has it (test/integration/surveys.test.ts)",
  sendRequest: "by anybody: it becomes an inbound email, with a filing (test/integration/http-form.test.ts)",
};

/** Those that are asked something. */
export const ASKED_ROUTES = Object.entries(ASKED).filter(([, ask]) => typeof ask !== "string") as [
  ChangingRoute,
  Ask,
][];

/** Sends what is asked of a route, the same whenever it is called; `more` in place of its body, or beside its headers. */
export async function prepareAsk(world: AgentDesk, url: string, name: ChangingRoute, ask: Ask) {
  const { method, path: pattern } = ROUTES[name];
  const { ref } = await world.ticket();
  const path = (await ask.path?.(holdRows(world))) ?? pattern.replace(":ref", ref);
  const key = await keyOf(world, ask.agent ?? null);
  return async (more: { headers?: Record<string, string>; body?: object; query?: string } = {}): Promise<Response> => {
    const form = ask.body instanceof URLSearchParams ? new URLSearchParams({ key }) : null;
    const body = more.body ?? ask.body;
    return await fetch(url + path + (more.query ?? ""), {
      method,
      redirect: "manual",
      headers: {
        authorization: `Bearer ${key}`,
        ...(body === undefined || form !== null ? {} : { "content-type": "application/json" }),
        ...ask.headers,
        ...more.headers,
      },
      ...(body === undefined ? {} : { body: form ?? JSON.stringify(body) }),
    });
  };
}

export async function keyOf(
  world: AgentDesk,
  agent: string | null,
  scopes: readonly Scope[] = agent === null ? ["admin"] : ["read", "write"],
): Promise<string> {
  const made = await makeKey(world.desk.open, SYSTEM, { name: "anything", scopes, agent });
  if (!made.ok) throw new Error(made.why);
  return made.key;
}

/** How many entries there are in the audit trail and in the histories of tickets. */
export async function countRecords(world: AgentDesk): Promise<number> {
  const found = await sql<{ count: number }>`
    select (select count(*) from audit_event) + (select count(*) from ticket_event) as count`.execute(
    world.desk.open.database,
  );
  return found.rows[0]?.count ?? 0;
}
