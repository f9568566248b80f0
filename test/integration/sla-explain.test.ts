import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { sql } from "kysely";
import { pauseClocks } from "../../src/usecases/clock/pause-clocks.ts";
import { sweepClocks } from "../../src/usecases/clock/sweep-clocks.ts";
import { type ClockDesk, openClockDesk } from "../support/clock-desk.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { parseSvg } from "../support/parse-svg.ts";
import { runCli } from "../support/run-cli.ts";

let database: TestDatabase;
let desk: ClockDesk;

beforeAll(async () => {
  database = await createTestDatabase();
  desk = await openClockDesk(database.url);
});

afterAll(async () => {
  await desk.close();
  await database.drop();
});

const explain = (...words: string[]) =>
  runCli(["sla", "explain", ...words], { DATABASE_URL: database.url, SVARTID_DESK: "config/desk.yaml" });

async function refOf(ticketId: number): Promise<string> {
  return (await desk.deps.unitOfWork.reading.tickets.find(ticketId))?.ref ?? "";
}

test("a ticket's clocks are drawn as one SVG, in its language, with what rang and what a stranger wrote as text", async () => {
  const opened = await desk.openTicket(300);
  await sql`update ticket set subject = '</text><script>alert(1)</script> & "mere"'`.execute(desk.database);
  await sweepClocks(desk.deps);
  const ref = await refOf(opened.ticketId);
  const { code, out, err } = await explain(ref.toLowerCase(), "--svg");
  expect([code, err]).toEqual([0, ""]);
  const texts = parseSvg(out).flatMap(({ name, text }) => (name === "text" ? [text] : []));
  expect(texts[0]).toBe(`${ref}</text><script>alert(1)</script> & "mere"`);
  expect(texts).toContain("Første svar, niveau A (Kritisk fejl)");
  expect(texts).toContain("overskredet");
  for (const note of [/ Start: 4 t lovet$/, / Varsel \(sendt /, / Frist overskredet$/, / Nu$/]) {
    expect(texts.filter((text) => note.test(text))).toHaveLength(1);
  }
});

test("a clock that will warn shows its warning and its deadline ahead, and one that is paused has neither", async () => {
  const opened = await desk.openTicket(0);
  const ref = await refOf(opened.ticketId);
  const titles = async () => {
    const { out } = await explain(ref, "--svg");
    return parseSvg(out).flatMap(({ name, text }) => (name === "text" ? [text.replace(/^\d\d\.\d\d /, "")] : []));
  };
  expect(await titles()).toEqual(expect.arrayContaining(["Varsel, hvis intet sker", "Frist", "løber"]));
  await desk.change(async (stores) =>
    pauseClocks(stores, desk.context, opened.ticketId, { at: await stores.now(), reason: "access" }),
  );
  const paused = await titles();
  expect(paused).toEqual(expect.arrayContaining(["Pause: adgang", "på pause"]));
  expect(paused).not.toContain("Frist");
});

test("the table and JSON tell the same clock as before", async () => {
  const opened = await desk.openTicket(60);
  const ref = await refOf(opened.ticketId);
  const json = JSON.parse((await explain(ref, "--json")).out);
  expect(json).toMatchObject({ ref, clocks: [{ id: opened.id, kind: "first_response", state: "running" }] });
  expect((await explain(ref)).out).toContain("first_response, level A: running");
});

test("a ticket that does not exist fails with a sentence, and a drawing as JSON is wrong usage", async () => {
  const missing = await explain("SV-00000-0", "--svg");
  expect([missing.code, missing.out]).toEqual([1, ""]);
  expect(missing.err).toContain("there is no ticket SV-00000-0");
  const both = await explain("SV-00000-0", "--svg", "--json");
  expect([both.code, both.out]).toEqual([2, ""]);
});
