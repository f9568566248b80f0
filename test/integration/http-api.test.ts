import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { sql } from "kysely";
import { addMessage, openTicket, quarantine, startClock } from "../support/desk-story.ts";
import { type HttpDesk, makeReady, startHttpDesk } from "../support/http-desk.ts";

let desk: HttpDesk;
let key: string;

beforeAll(async () => {
  desk = await startHttpDesk();
  key = await desk.createKey("read");
  const id = await openTicket(desk, { ref: "SV-7K3M9-2", level: "A", agent: "one" });
  await addMessage(desk, id, {
    attachments: [{ filename: "log.txt", contentType: "text/plain", size: 12, sha256: "ab", inline: false }],
  });
  await startClock(desk, id, { level: "A", targetMinutes: 240 });
  for (const ref of ["SV-AAAAA-A", "SV-BBBBB-B", "SV-CCCCC-C"]) {
    await openTicket(desk, { ref, state: "waiting", level: "D", organisation: null, subject: `Question ${ref}` });
  }
});

afterAll(() => desk.close());

async function json(path: string, options: { key?: string } = { key }): Promise<Record<string, unknown>> {
  return (await (await desk.get(path, options)).json()) as Record<string, unknown>;
}

test("a ticket is given exactly in the agreed shape", async () => {
  const ticket = await json("/api/v1/tickets/SV-7K3M9-2");
  expect(ticket).toEqual({
    ref: "SV-7K3M9-2",
    subject: "The nightly import stopped",
    state: "new",
    level: "A",
    requester: { address: "ida@north.example", name: "Ida Holm" },
    organisation: "north",
    agreement: { from: "2026-01-01", to: "2027-12-31" },
    hosting: "vendor",
    service: null,
    activity: "level-a",
    formerly: null,
    coverage: "unknown",
    responsible: "vendor",
    move: {
      party: "vendor",
      reason: "activity",
      da: "Vores træk: niveau A er vores ansvar (A/R); kunden orienteres (I).",
      en: "Our move: we are responsible for level A (A/R); they are informed (I).",
    },
    team: "support",
    agent: "one",
    language: "da",
    release: null,
    openedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    clocks: [
      {
        id: expect.any(Number),
        kind: "first_response",
        level: "A",
        state: "running",
        startedAt: expect.any(String),
        deadline: expect.any(String),
        elapsedMinutes: 60,
        targetMinutes: 240,
        metAt: null,
        breachedAt: null,
        pauseReason: null,
      },
    ],
    messages: [
      {
        id: expect.any(Number),
        direction: "inbound",
        authentic: true,
        from: { address: "ida@north.example", name: "Ida Holm" },
        to: [{ address: "support@desk.example", name: "" }],
        cc: [],
        subject: "The nightly import stopped",
        text: "Since last night no readings arrive.\n\nRegards\nIda",
        html: null,
        sentAt: expect.any(String),
        delivery: null,
        attachments: [{ filename: "log.txt", contentType: "text/plain", size: 12, sha256: "ab", inline: false }],
      },
    ],
  });
});

test("a ticket is found by its ref in small letters, and its parts can be asked for alone", async () => {
  const ticket = await json("/api/v1/tickets/sv-7k3m9-2");
  expect(await json("/api/v1/tickets/SV-7K3M9-2/messages")).toEqual({ items: ticket.messages, next: null });
  expect(await json("/api/v1/tickets/SV-7K3M9-2/clocks")).toEqual({ items: ticket.clocks, next: null });
  expect(await json("/api/v1/tickets/SV-7K3M9-2/events")).toMatchObject({
    items: [{ type: "opened", actor: "requester" }],
    next: null,
  });
});

test("the list is paged by a cursor, newest first, without gap or repetition", async () => {
  const seen: string[] = [];
  let cursor = "";
  for (let page = 0; page < 10; page++) {
    const answer = await json(`/api/v1/tickets?limit=2${cursor}`);
    seen.push(...(answer.items as { ref: string }[]).map((ticket) => ticket.ref));
    if (answer.next === null) break;
    cursor = `&cursor=${answer.next}`;
  }
  expect(seen).toEqual(["SV-CCCCC-C", "SV-BBBBB-B", "SV-AAAAA-A", "SV-7K3M9-2"]);
});

test.each([
  ["state=new", ["SV-7K3M9-2"]],
  ["level=D&limit=1", ["SV-CCCCC-C"]],
  ["organisation=north", ["SV-7K3M9-2"]],
  ["agent=one", ["SV-7K3M9-2"]],
  ["q=import", ["SV-7K3M9-2"]],
  ["q=bbbbb", ["SV-BBBBB-B"]],
  ["state=closed", []],
])("tickets are filtered by %s", async (query, refs) => {
  const answer = await json(`/api/v1/tickets?${query}`);
  expect((answer.items as { ref: string }[]).map((ticket) => ticket.ref)).toEqual(refs);
});

test.each([
  ["/api/v1/tickets?state=lost", "invalid-request"],
  ["/api/v1/tickets?limit=0", "invalid-request"],
  ["/api/v1/tickets?level=Z", "invalid-request"],
  ["/api/v1/tickets?limit=9999", "invalid-request"],
  ["/api/v1/tickets?limit=1e400", "invalid-request"],
  ["/api/v1/tickets?limit=Infinity", "invalid-request"],
  ["/api/v1/tickets?sort=subject", "invalid-request"],
  ["/api/v1/tickets?cursor=bm9uc2Vuc2U", "invalid-cursor"],
  ["/api/v1/tickets?cursor=aW5ib3VuZDox", "invalid-cursor"],
])("%s is refused as %s", async (path, code) => {
  const answer = await desk.get(path, { key });
  expect(answer.status).toBe(400);
  expect(answer.headers.get("content-type")).toMatch(/^application\/problem\+json/);
  expect(await answer.json()).toMatchObject({ code, status: 400, type: `urn:svartid:problem:${code}` });
});

test("what is not there is a problem document with a request id", async () => {
  for (const path of ["/api/v1/tickets/SV-00000-0", "/api/v1/nothing"]) {
    const answer = await desk.get(path, { key });
    expect(answer.status).toBe(404);
    const problem = (await answer.json()) as { requestId: string };
    expect(problem).toMatchObject({ code: "not-found", status: 404 });
    expect(problem.requestId).toBe(answer.headers.get("x-request-id"));
  }
});

test("quarantined mail is listed with its reason", async () => {
  const id = await quarantine(desk.db, { from: "x@far.example", subject: "Broken", why: "the reader was stopped" });
  const answer = await json("/api/v1/inbound?state=quarantined");
  expect(answer.items).toMatchObject([
    { id, state: "quarantined", decision: null, from: "x@far.example", subject: "Broken", ticket: null },
  ]);
});

test("alerts and outbox are lists too", async () => {
  await sql`insert into alert (kind, recipient) values ('breach', 'ops@desk.example')`.execute(desk.db);
  expect(await json("/api/v1/alerts")).toMatchObject({ items: [{ kind: "breach", ticket: null }], next: null });
  expect(await json("/api/v1/outbox")).toEqual({ items: [], next: null });
});

test("the process is alive at once and ready only when it can do its job, with a mend for what is missing", async () => {
  expect((await desk.get("/healthz")).status).toBe(200);
  const red = await desk.get("/readyz");
  expect(red.status).toBe(503);
  const report = (await red.json()) as { checks: { ok: boolean; mend: string | null }[] };
  expect(report.checks.filter((check) => !check.ok).every((check) => (check.mend ?? "").length > 20)).toBe(true);
  await makeReady(desk.db);
  const green = await desk.get("/readyz");
  expect(await green.json()).toMatchObject({ ok: true });
  expect(green.status).toBe(200);
});

test("metrics count tickets, mail, clocks and requests by route, and name nobody", async () => {
  const text = await (await desk.get("/metrics", { key: await desk.createKey("metrics") })).text();
  expect(text).toContain('svartid_tickets{state="waiting"} 3');
  expect(text).toContain('svartid_clocks{state="running"} 1');
  expect(text).toContain('svartid_inbound_emails{state="quarantined"}');
  expect(text).toContain("svartid_ambiguous_total 0");
  expect(text).toContain('route="/api/v1/tickets/:ref"');
  expect(text).not.toContain("SV-7K3M9-2");
  expect(text).not.toContain("@");
});

test("the API describes itself in OpenAPI 3.1", async () => {
  const document = await json("/openapi.json", {});
  expect(document.openapi).toBe("3.1.0");
  expect(document.paths).toHaveProperty(["/api/v1/tickets/{ref}", "get", "security"], [{ key: ["read"] }]);
  expect(document.paths).not.toHaveProperty("/sign-in");
  expect((await desk.get("/docs")).status).toBe(200);
});

test.each(["/api/v1/tickets/%ZZ", "/survey/5ecret%ZZ", `/survey/${"5ecret".repeat(30)}`])(
  "a path that is none (%#) is a problem too, and nothing of it is repeated",
  async (path) => {
    for (const accept of ["application/json", "text/html"]) {
      const answer = await desk.get(path, { accept });
      const isPage = accept === "text/html" && !path.startsWith("/api");
      expect([answer.status, answer.headers.get("x-content-type-options")]).toEqual([400, "nosniff"]);
      expect(answer.headers.get("content-type")).toContain(isPage ? "text/html" : "application/problem+json");
      const text = await answer.text();
      expect(text).toContain(isPage ? "Forespørgslen er ikke gyldig." : '"code":"invalid-request"');
      expect(text).not.toMatch(/5ecret|%ZZ/);
    }
  },
);

test("a character that no text in the database has is refused wherever it is asked about", async () => {
  const { paths } = (await json("/openapi.json", {})) as {
    paths: Record<string, { get?: { parameters?: { name: string; in: string; required?: boolean }[] } }>;
  };
  const admin = await desk.createKey("admin");
  const asked = Object.entries(paths).flatMap(([path, { get: { parameters = [] } = {} }]) =>
    parameters
      .filter((one) => one.in !== "header")
      .map(({ name, in: place }) => {
        const filled = path.replace(/\{\w+\}/, place === "path" ? "%00" : "SV-7K3M9-2");
        const month = name !== "month" && parameters.some((one) => one.name === "month") ? "&month=2026-11" : "";
        return place === "path" ? filled : `${filled}?${name}=%00${month}`;
      }),
  );
  const problems: string[] = [];
  for (const path of asked) {
    const answer = await desk.get(path, { key: admin });
    const { code = "none" } = (await answer.json()) as { code?: string };
    problems.push(`${path} ${answer.status} ${code}`);
  }
  expect(asked.length).toBeGreaterThan(30);
  expect(problems).toContain("/api/v1/tickets/%00 400 invalid-request");
  expect(
    problems.filter((one) => !/ (400 invalid-request|400 invalid-cursor|404 not-found|200 none)$/.test(one)),
  ).toEqual([]);
});
