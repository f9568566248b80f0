import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "@jest/globals";
import { findFreePort } from "../../src/adapters/embedded/free-port.ts";
import { removeEmbeddedPostgres } from "../../src/adapters/embedded/remove-embedded-postgres.ts";
import { ROUTES, type Route, type RouteName } from "../../src/adapters/http/routes.ts";
import { startEmbeddedMailWorld } from "../../src/demo/embedded-mail-world.ts";
import { METTE } from "../../src/demo/people.ts";
import { sessionIn, useTestLink } from "./console-pass.ts";
import { eventually } from "./eventually.ts";
import { redis, startRedis } from "./redis.ts";
import { runBuilt, spawnDesk } from "./spawn-desk.ts";

/** Holidays of another country than ours come from a package that is loaded for them. */
const DESK = `
desk: { name: READy Support, address: support@desk.example, opsAddress: ops@desk.example }
mailboxes:
  - { name: support, imap: "\${IMAP_URL}", smtp: "\${SMTP_URL}", trustedAuthServers: [mx.desk.example] }
agents: { one: { name: Agent One, addresses: [one@desk.example], roles: [agent, lead] } }
teams: { support: { members: [one], lead: one, default: true } }
calendars:
  office: { zone: Europe/Berlin, hours: { mon: [["08:00", "16:00"]] }, holidays: [de] }
`;

const MAIL = Buffer.from(
  [
    "From: Mette Holm <mette@north.example>",
    "To: support@desk.example",
    "Subject: Hej",
    "Message-ID: <installed@north.example>",
    `Date: ${new Date().toUTCString()}`,
    "",
    "Den starter.",
    "",
  ].join("\r\n"),
);

/**
 * That what is installed in `app` (dist, migrations, templates and its own node_modules) is whole: it starts with a PostgreSQL of its own and a Redis
 * where there is one, reads a mail and makes a ticket of it, serves every page and the API with its documentation, and ends when it is told to.
 */
export async function promiseInstalled(app: string, directory: string): Promise<void> {
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, "desk.yaml"), DESK);
  const world = await startEmbeddedMailWorld();
  const queue = redis.unavailable() === null ? await startRedis() : null;
  const port = await findFreePort();
  const environment = {
    IMAP_URL: world.imapUrl,
    SMTP_URL: world.smtpUrl,
    SVARTID_DESK: join(directory, "desk.yaml"),
    SVARTID_SECRET: "a secret of the tests that is long enough to sign with",
    SVARTID_DATA_DIR: join(directory, "data"),
    HTTP_PORT: String(port),
    ...(queue === null ? {} : { REDIS_URL: queue.url }),
  };
  const call = { program: join(app, "src/cli/svartid.js"), environment, directory };
  const desk = await spawnDesk({ ...call, words: ["start"] });
  try {
    await world.submit({ as: METTE, to: ["support@desk.example"], bytes: MAIL });
    for (const path of ["/healthz", "/docs/", "/docs/static/swagger-ui.css", "/sign-in", "/openapi.json"]) {
      expect([path, (await fetch(`http://127.0.0.1:${port}${path}`)).status]).toEqual([path, 200]);
    }
    await eventually("the mail is a ticket", async () => {
      const { out } = await runBuilt({ ...call, words: ["ticket", "list", "--json"] });
      return (JSON.parse(out) as unknown[]).length === 1;
    });
    const url = `http://127.0.0.1:${port}`;
    const key = await runBuilt({
      ...call,
      words: ["key", "create", "--name", "installed", "--scope", "admin", "--json"],
    });
    const cookie = await signIn(url, await runBuilt({ ...call, words: ["console-link", "--agent", "one", "--json"] }));
    await promiseRoutes(url, { cookie, authorization: `Bearer ${(JSON.parse(key.out) as { key: string }).key}` });
    await promiseSignOut(url, cookie);
  } finally {
    desk.signal("SIGTERM");
    expect(await desk.ended).toBe(0);
    await queue?.stop();
    await world.stop();
    removeEmbeddedPostgres(environment.SVARTID_DATA_DIR);
  }
}

/** By a link of the command line; gives the cookie. */
async function signIn(url: string, { out }: { readonly out: string }): Promise<string> {
  const { url: link } = JSON.parse(out) as { url: string };
  return sessionIn(await useTestLink(link, url)) ?? "";
}

/** What has an answer only with settings that this desk does not have, or for a link that nobody got. */
const NOT_HERE = new Set<RouteName>(["attachment", "survey", "requestForm", "consoleDone"]);

const QUESTIONS: Partial<Record<RouteName, string>> = {
  slaReport: "?month=2026-11",
  consoleReport: "?month=2026-11",
};

/**
 * That each page and each look of the API is served from what was built: a package may be whole in its own directory, and broken in a bundle. Of the only
 * ticket and its mail all; where nothing has this id, that is what is said.
 */
async function promiseRoutes(url: string, headers: Record<string, string>): Promise<void> {
  const list = async (path: string) =>
    (await (await fetch(url + path, { headers })).json()) as { items: { ref: string }[] };
  const ref = (await list("/api/v1/tickets")).items[0]?.ref ?? "";
  const values: Record<string, string> = { ":ref": ref, ":deed": "note" };
  const wrong: [RouteName, string, number][] = [];
  for (const [name, { method, path }] of Object.entries<Route>(ROUTES) as [RouteName, Route][]) {
    if (method !== "GET" || NOT_HERE.has(name)) continue;
    const asked = path.replace(/:\w+/g, (parameter) => values[parameter] ?? "1") + (QUESTIONS[name] ?? "");
    const isThere = [...path.matchAll(/:\w+/g)].every(([parameter]) => parameter in values);
    const answer = await fetch(url + asked, { headers, redirect: "manual" });
    // A stream of events does not end by itself.
    await answer.body?.cancel();
    if (answer.status !== 200 && (isThere || answer.status !== 404)) wrong.push([name, asked, answer.status]);
  }
  expect(wrong).toEqual([]);
}

async function promiseSignOut(url: string, cookie: string): Promise<void> {
  for (const [path, method, status] of [
    ["/tickets", "GET", 200],
    ["/sign-out", "POST", 303],
    ["/tickets", "GET", 303],
  ] as const) {
    const answer = await fetch(url + path, { method, redirect: "manual", headers: { cookie } });
    expect([method, path, answer.status]).toEqual([method, path, status]);
  }
}
