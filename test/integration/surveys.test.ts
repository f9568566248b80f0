import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { sql } from "kysely";
import { digest } from "../../src/adapters/system/digest.ts";
import type { Language } from "../../src/domain/desk/language.ts";
import { startHttp } from "../../src/start-http.ts";
import { askSurveys } from "../../src/usecases/survey/ask-surveys.ts";
import { type AgentDesk, openAgentDesk } from "../support/agent-desk.ts";
import { eraseBy } from "../support/erase-by.ts";
import { runCli } from "../support/run-cli.ts";

const METTE = "mette@north.example";

let world: AgentDesk;
let logged: object[];
let http: Awaited<ReturnType<typeof startHttp>>;

beforeAll(async () => {
  world = await openAgentDesk();
  const log = (fields: object, text: string) => void logged.push({ ...fields, text });
  http = await startHttp({ ...world.desk.open, log: { debug: log, info: log, warn: log, error: log } });
});
beforeEach(async () => {
  logged = [];
  await world.afresh();
});
afterAll(async () => {
  await http.stop();
  await world.close();
});

const stores = () => world.desk.open.unitOfWork.reading;

function ask(afterDays: number | null = 1): Promise<number> {
  const { unitOfWork, filing } = world.desk.open;
  const { desk } = filing.context;
  const survey = afterDays === null ? null : { afterDays };
  const context = { ...filing.context, publicUrl: http.url, desk: { ...desk, desk: { ...desk.desk, survey } } };
  return askSurveys({ unitOfWork, context, digest }, 50);
}

async function passDays(days: number): Promise<void> {
  await sql`update desk_time set "offset" = "offset" + make_interval(days => ${days})`.execute(
    world.desk.open.database,
  );
}

/** An answered ticket that was closed so many days ago. */
async function closed(daysAgo: number, how = "#close"): Promise<void> {
  await world.say("Prøv at genstarte.");
  await world.say(how);
  await passDays(daysAgo);
}

async function surveys() {
  const rows = (await stores().outbox.list({ limit: 100 })).filter((one) => one.class === "survey");
  return await Promise.all(rows.map(({ id }) => world.read(id)));
}

/** The link of the one survey that was mailed. */
async function link(): Promise<string> {
  await closed(2);
  expect(await ask()).toBe(1);
  const [mail] = await surveys();
  return /http:\/\/\S+\/survey\/[0-9a-f]{64}/.exec(mail?.text ?? "")?.[0] ?? "";
}

function post(url: string, fields: Record<string, string>, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(url, { method: "POST", body: new URLSearchParams(fields), headers });
}

const everything = async () =>
  JSON.stringify([
    await world.desk.open.database.selectFrom("survey").selectAll().execute(),
    await world.desk.open.database.selectFrom("ticket_event").selectAll().orderBy("id").execute(),
    await world.desk.open.database.selectFrom("ticket").selectAll().orderBy("id").execute(),
  ]);

describe("who is asked", () => {
  test.each(["#close", "#resolve"])("the requester of a ticket that ended by %s a day ago, once", async (how) => {
    await closed(0, how);
    expect(await ask()).toBe(0);
    await passDays(1);
    const counts = await Promise.all([ask(), ask()]);
    expect(counts.reduce((sum, one) => sum + one)).toBe(1);
    expect(await ask()).toBe(0);
    expect((await surveys()).map((one) => one.recipients)).toEqual([[METTE]]);
    const [row] = await world.desk.open.database
      .selectFrom("outbox")
      .select(["envelope_from", "bytes"])
      .where("class", "=", "survey")
      .execute();
    expect(row?.envelope_from).toBe("");
    expect(Buffer.from(row?.bytes ?? []).toString("latin1")).toContain("Auto-Submitted: auto-generated");
  });

  test("nobody while the desk asks for none, nor about what ended long ago, lives again or was never answered", async () => {
    await world.say("#close");
    await passDays(2);
    expect(await ask()).toBe(0);
    await world.say("#reopen");
    await closed(2);
    expect(await ask(null)).toBe(0);
    await world.say("#reopen");
    expect(await ask()).toBe(0);
    await world.say("#close");
    await passDays(30);
    expect(await ask()).toBe(0);
  });

  test("nobody about a ticket whose mail was automatic or must not be answered", async () => {
    await closed(2);
    const { id } = await world.ticket();
    await sql`update message set kind = 'auto-reply' where ticket_id = ${id} and direction = 'inbound'`.execute(
      world.desk.open.database,
    );
    expect(await ask()).toBe(0);
    await sql`update message set kind = 'person' where ticket_id = ${id}`.execute(world.desk.open.database);
    const at = await stores().now();
    await stores().tickets.appendEvent({ ticketId: id, at, type: "acknowledgement-withheld", actor: "desk", data: {} });
    expect(await ask()).toBe(0);
  });

  test("a suppressed address gets none, the history says why, and it is not tried again", async () => {
    await closed(2);
    await stores().suppressions.add(METTE, "550 5.1.1 no such user");
    await ask();
    expect(await ask()).toBe(0);
    expect(await surveys()).toEqual([]);
    expect((await stores().tickets.listEvents((await world.ticket()).id)).at(-1)).toMatchObject({
      type: "survey-withheld",
      data: { why: "the mail was refused: suppressed" },
    });
  });
});

describe("the link", () => {
  test("shows a form without script and changes nothing, however often it is followed", async () => {
    const url = await link();
    const before = await everything();
    for (const method of ["GET", "GET", "HEAD"]) await fetch(url, { method });
    const page = await fetch(url);
    const html = await page.text();
    expect([page.status, html.includes("<script"), html.includes('method="post"')]).toEqual([200, false, true]);
    const policy = page.headers.get("content-security-policy")?.split(";") ?? [];
    expect(policy).toEqual(
      expect.arrayContaining(["default-src 'none'", "form-action 'self'", "frame-ancestors 'none'"]),
    );
    const sent = ["cache-control", "referrer-policy", "x-robots-tag"].map((name) => page.headers.get(name));
    expect(sent).toEqual(["no-store", "same-origin", "noindex"]);
    expect(html).toContain('lang="da"');
    expect(html).toContain("Hvordan gik det?");
    expect(await everything()).toBe(before);
  });

  test("leads nowhere once the person was erased, whoever has its page open: nothing that they say is kept", async () => {
    const url = await link();
    await sql`update outbox set state = 'sent', sent_at = desk_now()`.execute(world.desk.open.database);
    expect((await fetch(url)).status).toBe(200);
    expect(await eraseBy(world.desk.open, { address: METTE })).toMatchObject({ kind: "erased", waiting: 0 });
    const before = await everything();
    const posted = await post(url, { score: "5", comment: "Jeg er her endnu" });
    for (const page of [posted, await fetch(url)]) {
      expect([page.status, page.headers.get("content-type")]).toEqual([404, "text/html; charset=utf-8"]);
      expect(await page.text()).toContain("<h1");
    }
    expect(await everything()).toBe(before);
  });

  test("nobody is asked about a ticket whose words were erased", async () => {
    await closed(2);
    await sql`update outbox set state = 'sent', sent_at = desk_now()`.execute(world.desk.open.database);
    await eraseBy(world.desk.open, { address: METTE });
    expect(await ask()).toBe(0);
    expect(await world.desk.open.database.selectFrom("survey").selectAll().execute()).toEqual([]);
  });

  test("takes one answer, which ticket show prints, and says to the second that it is taken", async () => {
    const url = await link();
    const [first, second] = await Promise.all([
      post(url, { score: "4", comment: " Hurtigt <b>svar</b> " }),
      post(url, { score: "1", comment: "" }),
    ]);
    expect([first.status, second.status].sort()).toEqual([200, 409]);
    const third = await post(url, { score: "1" });
    expect([third.status, (await third.text()).includes("Allerede besvaret")]).toEqual([409, true]);
    expect(await (await fetch(url)).text()).toContain("Allerede besvaret");
    const { ref, id } = await world.ticket();
    const shown = await runCli(["ticket", "show", ref, "--json"], { DATABASE_URL: world.desk.open.url });
    const { survey } = JSON.parse(shown.out);
    expect([
      { score: 4, comment: "Hurtigt <b>svar</b>" },
      { score: 1, comment: "" },
    ]).toContainEqual({ score: survey.score, comment: survey.comment });
    const answers = (await stores().tickets.listEvents(id)).filter(({ type }) => type === "survey-answered");
    expect(answers.map(({ data }) => data)).toEqual([{ score: survey.score }]);
  });

  test.each(["", "0", "6", "4.0", "x"])("takes no score of %j, and asks again", async (score) => {
    const url = await link();
    const answer = await post(url, { score, comment: "x" });
    expect([answer.status, (await answer.text()).includes("Vælg et tal fra 1 til 5.")]).toEqual([400, true]);
    expect((await stores().surveys.findOfTicket((await world.ticket()).id))?.answer).toBeNull();
  });

  test("takes nothing from another site's form, under a changed token, or when its time is over", async () => {
    const url = await link();
    expect((await post(url, { score: "5" }, { "sec-fetch-site": "cross-site" })).status).toBe(403);
    const changed = url.replace(/.$/, (last) => (last === "0" ? "1" : "0"));
    expect([(await fetch(changed)).status, (await post(changed, { score: "5" })).status]).toEqual([404, 404]);
    await passDays(31);
    expect([(await fetch(url)).status, (await post(url, { score: "5" })).status]).toEqual([404, 404]);
    expect((await stores().surveys.findOfTicket((await world.ticket()).id))?.answer).toBeNull();
  });

  test("leaves no trace of its token in the tables it is looked up in, nor in the log", async () => {
    const url = await link();
    const token = url.split("/").at(-1) ?? "";
    expect(await everything()).not.toContain(token);
    expect(await everything()).toContain(digest.sha256(token));
    await post(url, { score: "5", comment: "Tak" });
    await post(url, { score: "9" });
    for (const method of ["HEAD", "PUT", "DELETE"]) await fetch(url, { method });
    for (const end of ["/", "/x", "%ZZ", "?x=%"]) await fetch(url + end);
    await fetch(url);
    // The line of the last may be under way.
    expect(logged.length).toBeGreaterThanOrEqual(2);
    expect(JSON.stringify(logged)).not.toContain(token);
  });

  test.each<[string, Language[], string]>([
    ["de", ["en"], "en"],
    ["da", ["en"], "en"],
    ["fr", ["en", "da"], "en"],
    ["sv", ["da", "en"], "da"],
  ])(
    "to a requester who writes %j, at a desk of %j, speaks %s, as the mail did",
    async (language, languages, spoken) => {
      const url = await link();
      await sql`update ticket set language = ${language}`.execute(world.desk.open.database);
      const { desk } = world.desk.open.settings;
      const settings = { ...world.desk.open.settings, desk: { ...desk, desk: { ...desk.desk, languages } } };
      const other = await startHttp({ ...world.desk.open, settings });
      try {
        const lang = `lang="${spoken}"`;
        const at = new URL(url).pathname;
        expect(await (await fetch(other.url + at)).text()).toContain(lang);
        expect(await (await post(other.url + at, { score: "" })).text()).toContain(lang);
        expect(await (await fetch(`${other.url}/survey/x`)).text()).toContain(`lang="${languages[0]}"`);
      } finally {
        await other.stop();
      }
    },
  );

  test("speaks English to a requester who does", async () => {
    const url = await link();
    await sql`update ticket set language = 'en'`.execute(world.desk.open.database);
    const html = await (await fetch(url)).text();
    expect([html.includes('lang="en"'), html.includes("How did we do?")]).toEqual([true, true]);
  });
});
