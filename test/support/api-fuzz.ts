import fc from "fast-check";
import { Check, Errors } from "typebox/schema";
import { PROBLEM_TYPE } from "../../src/adapters/http/problem.ts";
import { SYSTEM } from "../../src/domain/audit/audit-event.ts";
import { startHttp } from "../../src/start-http.ts";
import { makeKey } from "../../src/wire-readers.ts";
import { type AgentDesk, openAgentDesk } from "./agent-desk.ts";
import { documentedCodes, type ProblemDocument } from "./documented-problems.ts";
import { type HeldRows, holdRows } from "./held-rows.ts";
import { type JsonSchema, valuesOf } from "./schema-values.ts";

export interface ApiFigures {
  readonly operations: number;
  readonly requests: number;
  /** What was answered, by status. */
  readonly statuses: Readonly<Record<string, number>>;
  readonly faults: readonly string[];
  /** Operations of which nothing was carried out, so that no good answer was looked at. */
  readonly refused: readonly string[];
}

interface World {
  readonly desk: AgentDesk;
  readonly held: HeldRows;
  readonly url: string;
}

type Named = { method: string; path: string; operation: Operation };

/**
 * Asks every operation of the document `runs` times for what its schemas allow, and now and then for what they do not, on a desk of its own.
 * The same seed asks the same.
 */
export async function fuzzApi(seed: number, runs: number): Promise<ApiFigures> {
  const desk = await openAgentDesk();
  const http = await startHttp(desk.desk.open);
  try {
    return await askAll({ desk, held: holdRows(desk), url: http.url }, seed, runs);
  } finally {
    await http.stop();
    await desk.close();
  }
}

async function askAll(world: World, seed: number, runs: number): Promise<ApiFigures> {
  const document = await readDocument(world.url);
  const operations = operationsOf(document);
  const { ref } = await world.desk.ticket();
  const known = await knownRequests(world, ref);
  const faults: string[] = [];
  const succeeded = new Set<string>();
  const statuses: Record<string, number> = {};
  for (const { method, path, operation } of operations) {
    const name = `${method} ${path}`;
    const key = await keyOf(world, operation.security?.[0]?.key[0], path);
    const property = fc.asyncProperty(requests(operation, ref), async (request) => {
      const answer = await call(world.url, method, path, key, request as AnyRequest);
      statuses[answer.status] = (statuses[answer.status] ?? 0) + 1;
      if (answer.ok) succeeded.add(name);
      const fault = await judge(document, { method, path, operation }, answer);
      const asked = JSON.stringify(request).slice(0, 400);
      if (fault !== null) faults.push(`${name} ${answer.status} for ${asked}: ${fault}`);
    });
    // Asked for nothing in particular, a list says what it has.
    const plain = { path: {}, query: {}, headers: {}, body: undefined };
    const good = known[name] ?? (method === "GET" && !path.includes("{") ? plain : undefined);
    await fc.assert(property, { numRuns: runs, seed, examples: good === undefined ? [] : [[good]] });
  }
  const names = operations.map(({ method, path }) => `${method} ${path}`);
  const asked = Object.values(statuses).reduce((sum, count) => sum + count, 0);
  return {
    operations: names.length,
    requests: asked,
    statuses,
    faults,
    refused: names.filter((one) => !succeeded.has(one)),
  };
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: {
    readonly schemas: { readonly Problem: JsonSchema };
    readonly responses: ProblemDocument["components"]["responses"];
  };
}

async function readDocument(url: string): Promise<Document> {
  return (await (await fetch(`${url}/openapi.json`)).json()) as Document;
}

function operationsOf(document: Document): Named[] {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
  );
}

// New for each operation: one of them ends keys. Tickets are changed by a key that acts for an agent, all else by one that acts for none.
async function keyOf({ desk }: World, scope: string | undefined, path = ""): Promise<string> {
  const agent = path.startsWith("/api/v1/tickets") ? "one" : null;
  const scopes = scope === "write" || scope === "read" ? ["read", "write"] : ["admin"];
  const made = await makeKey(desk.desk.open, SYSTEM, { name: "anything", scopes, agent });
  if (!made.ok) throw new Error(made.why);
  return made.key;
}

interface Operation {
  parameters?: { name: string; in: "query" | "path" | "header"; required?: boolean; schema: JsonSchema }[];
  requestBody?: { content: Record<string, { schema: JsonSchema }> };
  responses: Record<string, { $ref?: string; content?: Record<string, { schema: JsonSchema }> }>;
  security?: { key: string[] }[];
}

/** Parameters and body as the document describes them, and now and then not. */
function requests(operation: Operation, ref: string) {
  const parameters = operation.parameters ?? [];
  const of = (place: string) =>
    fc.record(
      Object.fromEntries(
        parameters
          .filter((one) => one.in === place)
          .map((one) => [
            one.name,
            one.name === "ref"
              ? fc.oneof({ weight: 3, arbitrary: fc.constant(ref) }, fc.string())
              : valuesOf(one.schema),
          ]),
      ),
      place === "path"
        ? {}
        : { requiredKeys: parameters.filter((one) => one.in === place && one.required).map(({ name }) => name) },
    );
  const schema = operation.requestBody?.content["application/json"]?.schema;
  return fc.record({
    path: of("path"),
    query: of("query"),
    headers: of("header"),
    body:
      schema === undefined
        ? fc.constant(undefined)
        : fc.oneof({ weight: 4, arbitrary: valuesOf(schema) }, fc.jsonValue()),
    sent: fc.oneof({ weight: 10, arbitrary: fc.constant(WHOLE) }, fc.constantFrom(...SPOILT)),
  });
}

const WHOLE = { type: "application/json", cut: 0 };
/** Bodies that end before their end, and of other types than are read. */
const SPOILT = [
  { type: "application/json", cut: 1 },
  { type: "application/json; charset=latin1", cut: 0 },
  { type: "text/plain", cut: 0 },
  { type: "application/xml", cut: 0 },
  { type: "no type", cut: 0 },
  { type: "application/x-www-form-urlencoded", cut: 0 },
];

type AnyRequest = { path: object; query: object; headers: object; body: unknown; sent?: { type: string; cut: number } };

async function call(base: string, method: string, path: string, key: string, request: AnyRequest): Promise<Response> {
  const values = request.path as Record<string, unknown>;
  const filled = path.replace(
    /\{(\w+)\}/g,
    // A segment of dots alone would be another path (RFC 3986 section 5.2.4).
    (_all, name: string) => encodeURIComponent(String(values[name]).toWellFormed()).replace(/^\.{0,2}$/, "-"),
  );
  const url = new URL(`${base}${filled}`);
  for (const [name, value] of Object.entries(request.query))
    url.searchParams.append(name, String(value).toWellFormed());
  const headers = Object.entries(request.headers).flatMap(([name, value]) =>
    /^[\t\x20-\x7e]+$/.test(String(value)) ? [[name, String(value)] as [string, string]] : [],
  );
  const hasBody = request.body !== undefined;
  const { type, cut } = request.sent ?? WHOLE;
  const text = JSON.stringify(request.body) ?? "";
  return await fetch(url, {
    method,
    redirect: "manual",
    headers: {
      ...Object.fromEntries(headers),
      authorization: `Bearer ${key}`,
      ...(hasBody ? { "content-type": type } : {}),
    },
    ...(hasBody ? { body: text.slice(0, text.length - cut) } : {}),
  });
}

/** One that is carried out, where chance hardly ever makes one. */
async function knownRequests(world: World, ref: string): Promise<Record<string, AnyRequest>> {
  await keyOf(world, "admin");
  const [newest] = await world.desk.desk.open.unitOfWork.reading.keys.list();
  const none = { path: {}, query: {}, headers: {} };
  const [inbound, mail, delivery] = [
    await world.held.quarantinedId(),
    await world.held.waitingMailId(),
    await world.held.deliveryId(),
  ];
  const organisation = { name: "South Utility", domains: ["south.example"], hosting: "vendor" };
  const requester = { address: "ida@north.example" };
  return {
    "POST /api/v1/keys": { ...none, body: { name: "another", scopes: ["read"] } },
    "GET /api/v1/events": { ...none, body: undefined },
    "GET /api/v1/audit": { ...none, query: { actor: "key", from: "2026-01-01T00:00:00Z", limit: 5 }, body: undefined },
    "POST /api/v1/tickets": { ...none, body: { requester, subject: "Import", text: "Den står." } },
    "POST /api/v1/organisations": { ...none, body: { ...organisation, id: "south" } },
    "GET /api/v1/organisations/{organisation}": { ...none, path: { organisation: "south" }, body: undefined },
    "GET /api/v1/organisations/{organisation}/events": { ...none, path: { organisation: "south" }, body: undefined },
    "PUT /api/v1/organisations/{organisation}": {
      ...none,
      path: { organisation: "south" },
      headers: { "if-match": "*" },
      body: organisation,
    },
    "DELETE /api/v1/organisations/{organisation}": { ...none, path: { organisation: "south" }, body: undefined },
    "PATCH /api/v1/tickets/{ref}": { ...none, path: { ref }, headers: { "if-match": "*" }, body: { level: "A" } },
    "POST /api/v1/inbound/{id}/retry": { ...none, path: { id: inbound }, body: undefined },
    "POST /api/v1/outbox/{id}/resolve": { ...none, path: { id: mail }, body: { resolution: "drop" } },
    "POST /api/v1/webhooks/{id}/replay": { ...none, path: { id: delivery }, body: undefined },
    "GET /api/v1/keys/{id}": { ...none, path: { id: newest?.id }, body: undefined },
    "DELETE /api/v1/keys/{id}": { ...none, path: { id: newest?.id }, body: undefined },
  };
}

/** What is wrong with an answer; null for a good one. */
async function judge(document: Document, named: Named, answer: Response): Promise<string | null> {
  const type = (answer.headers.get("content-type") ?? "").split(";")[0] ?? "";
  if (answer.headers.get("x-request-id") === null) return "has no request id";
  if (type === "text/event-stream") {
    await answer.body?.cancel();
    return null;
  }
  const text = await answer.text();
  // It says what is not ready by its status.
  if (answer.status >= 500 && named.path !== "/readyz") return text.slice(0, 200);
  if (type === PROBLEM_TYPE) return judgeProblem(document, named, answer.status, JSON.parse(text));
  if (answer.status >= 400 && named.path !== "/readyz") return `is of type ${type}`;
  const { operation } = named;
  return type.includes("json") ? judgeJson(operation, answer, text) : judgeOther(operation, answer, type, text);
}

function judgeProblem(document: Document, { method, path }: Named, status: number, problem: { code: string }) {
  const said = documentedCodes(document, method, path)[status] ?? [];
  if (!said.includes(problem.code)) return `${problem.code} is not among ${said.join(", ") || "none"}`;
  return faultsOf(document.components.schemas.Problem, problem);
}

function judgeJson(operation: Operation, answer: Response, text: string): string | null {
  const schema = operation.responses[answer.status]?.content?.["application/json"]?.schema;
  return schema === undefined ? "is not described" : faultsOf(schema, JSON.parse(text));
}

function faultsOf(schema: JsonSchema, value: unknown): string | null {
  return Check(schema, value) ? null : JSON.stringify(Errors(schema, value)).slice(0, 300);
}

function judgeOther(operation: Operation, answer: Response, type: string, text: string): string | null {
  const described = operation.responses[answer.status];
  if (described === undefined) return "is not described";
  return text === "" || described.content?.[type] !== undefined ? null : `is of type ${type}, which is not described`;
}
