/** What stands in every written client behind its types: it needs nothing but `fetch`. */
export const CLIENT_RUNTIME = `/** What went well, with the status it was answered with. */
export interface Done<Status extends number, Body> {
  ok: true;
  status: Status;
  body: Body;
  headers: Headers;
}

/** What was not done, and why: branch on \`body.code\`, which stays the same; texts may be bettered. */
export interface Refused<Status extends number = number, Body = Problem> {
  ok: false;
  status: Status;
  body: Body;
  headers: Headers;
}

type Asked = { path?: object; query?: object; headers?: object; body?: unknown; signal?: AbortSignal };
type Call<Asks, Answers> = {} extends Asks ? (asked?: Asks) => Promise<Answers> : (asked: Asks) => Promise<Answers>;

export type Client = {
  [Name in keyof Operations]: Call<
    Operations[Name]["asks"] & { signal?: AbortSignal },
    Operations[Name]["answers"] | Refused
  >;
};

export interface ClientOptions {
  /** Of the desk, such as https://desk.example. The key goes nowhere else. */
  url: string;
  /** As \`svartid key create\` printed it; without one only what is public is answered. */
  key?: string;
  fetch?: typeof globalThis.fetch;
}

/** Thrown for what is no answer of a desk, such as the page of a proxy. Where there is no answer at all, \`fetch\` throws. */
export class UnexpectedAnswer extends Error {
  readonly status: number;
  readonly text: string;

  constructor(name: string, status: number, text: string) {
    super(name + " was answered " + status + ", and not by a desk of this version");
    this.name = "UnexpectedAnswer";
    this.status = status;
    this.text = text;
  }
}

/** The desk at \`url\`: one function for each operation. */
export function createClient(options: ClientOptions): Client {
  const calls = Object.entries(ROUTES).map(([name, route]) => [
    name,
    (asked: Asked = {}) => ask(options, name, route, asked),
  ]);
  return Object.fromEntries(calls) as Client;
}

interface Route {
  readonly method: string;
  readonly path: string;
  readonly types: readonly string[];
}

async function ask(options: ClientOptions, name: string, route: Route, asked: Asked): Promise<unknown> {
  const response = await (options.fetch ?? globalThis.fetch)(urlOf(options.url, route.path, asked), {
    method: route.method,
    redirect: "error",
    headers: headersOf(options, asked),
    ...(asked.body === undefined ? {} : { body: JSON.stringify(asked.body) }),
    ...(asked.signal === undefined ? {} : { signal: asked.signal }),
  });
  const { ok, status, headers } = response;
  return { ok, status, headers, body: await bodyOf(name, route, response) };
}

function urlOf(base: string, path: string, { path: values = {}, query = {} }: Asked): URL {
  const named = values as Record<string, unknown>;
  const filled = path.replace(/[{](\\w+)[}]/g, (_all, name: string) => encodeURIComponent(String(named[name])));
  const url = new URL(base.replace(/[/]+$/, "") + filled);
  for (const [name, value] of Object.entries(query)) if (value !== undefined) url.searchParams.set(name, String(value));
  return url;
}

function headersOf({ key }: ClientOptions, { headers = {}, body }: Asked): Headers {
  const sent = new Headers();
  for (const [name, value] of Object.entries(headers)) if (value !== undefined) sent.set(name, String(value));
  if (key !== undefined) sent.set("authorization", "Bearer " + key);
  if (body !== undefined) sent.set("content-type", "application/json");
  return sent;
}

async function bodyOf(name: string, route: Route, response: Response): Promise<unknown> {
  if (response.status === 204) return null;
  const type = response.headers.get("content-type")?.split(";")[0] ?? "";
  if (type === "text/event-stream" && response.ok) return response.body;
  const text = await response.text();
  if (type === "application/problem+json" || (type === "application/json" && route.types.includes(type))) return JSON.parse(text);
  if (!response.ok || !route.types.includes(type)) throw new UnexpectedAnswer(name, response.status, text);
  return text;
}
`;
