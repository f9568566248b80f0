import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { runCli } from "../../support/run-cli.ts";

const SHIPPED = join(process.cwd(), "config/desk.yaml");
const SECRET = "0123456789abcdef0123456789abcdef";
let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "svartid-cli-"));
});
afterEach(() => rmSync(directory, { recursive: true }));

test("rasci prints the matrix as JSON and nothing else", async () => {
  const { code, out, err } = await runCli(["rasci", "--json"], { SVARTID_DESK: SHIPPED }, directory);
  expect([code, err]).toEqual([0, ""]);
  const { activities } = JSON.parse(out);
  expect(activities).toHaveLength(13);
  expect(activities[6]).toEqual({
    id: "access",
    name: {
      da: "Adgang til kundens IT-infrastruktur, målerdata og softwarekomponenter",
      en: "Access to the customer's IT infrastructure, meter data and software components",
    },
    customer: "A/R",
    vendor: "I/S",
  });
});

test("--version prints the version of package.json and nothing else", async () => {
  const { version } = JSON.parse(readFileSync("package.json", "utf8"));
  expect(await runCli(["--version"], {}, directory)).toMatchObject({ code: 0, out: `${version}\n`, err: "" });
});

test.each([
  [["key", "create", "--name", "x", "--scope", "read,foo"], "Use one of: read, write, admin, metrics."],
  [["report", "sla", "--month", "2026-13"], "Use a month, such as 2026-11."],
  [["statement", "--org", "north", "--month", "11"], "Use a month, such as 2026-11."],
  [["audit", "events", "--actor", "foo"], "Use one of: agent, key, console, cli, system; or one of it, such as key:3."],
  [["nosuch"], "(svartid --help lists the commands)"],
])("%j is wrong usage, and says what is right", async (words, mend) => {
  const { code, out, err } = await runCli(words, {}, directory);
  expect([code, out]).toEqual([2, ""]);
  expect(err).toContain(mend);
});

test("away from a terminal a table is cells between tabs, without colour", async () => {
  const { out } = await runCli(["rasci", "--lang", "da"], { SVARTID_DESK: SHIPPED }, directory);
  expect(out.split("\n")[1]).toBe("level-a\tI\tA/R\tNiveau A");
});

test("a mail's HTML goes to a file, an organisation's words are those of its folder, and a canned reply is text", async () => {
  mkdirSync(join(directory, "words/da/replies"), { recursive: true });
  writeFileSync(join(directory, "words/da/reply.liquid"), "subject: x\n---\nTil North: {{ text }}\n");
  const organisation = "{ id: north, name: North, domains: [north.example], hosting: vendor, templates: words }";
  const file = join(directory, "desk.yaml");
  writeFileSync(file, `desk: { address: support@desk.example }\norganisations: [${organisation}]\n`);
  const preview = (...words: string[]) => runCli(["template", "preview", ...words], { SVARTID_DESK: file }, directory);
  const written = await preview("reply", "--lang", "da", "--organisation", "north", "--html", "reply.html");
  expect(written).toMatchObject({ code: 0, out: "" });
  expect(readFileSync(join(directory, "reply.html"), "utf8")).toMatch(/^<!DOCTYPE html>[\s\S]*Til North:/);
  expect((await preview("reply", "--lang", "da")).out).not.toContain("Til North");
  expect((await preview("replies/solved", "--lang", "da")).out).toMatch(/^Hej Kirsten Holm\n/);
  expect((await preview("reply", "--organisation", "south")).code).toBe(1);
  writeFileSync(join(directory, "words/da/reply.liquid"), "subject: x\n---\n{{ tekst }}\n");
  const faulty = await preview("reply");
  expect(faulty.code).toBe(1);
  expect(faulty.err).toContain("words/da/reply.liquid:3: tekst is not given here");
});

test("a template is printed in its language with made-up data, and as JSON with all its parts", async () => {
  const words = ["template", "preview", "acknowledgement", "--lang", "da"];
  const { code, out, err } = await runCli(words, { SVARTID_DESK: SHIPPED }, directory);
  expect([code, err]).toEqual([0, ""]);
  expect(out).toMatch(/^Subject: Vi har modtaget din henvendelse/);
  const json = JSON.parse((await runCli([...words, "--json"], { SVARTID_DESK: SHIPPED }, directory)).out);
  expect(json).toMatchObject({ name: "acknowledgement", language: "da", html: expect.stringContaining("<") });
  await runCli([...words, "--json", "--html", "both.html"], { SVARTID_DESK: SHIPPED }, directory);
  expect(readFileSync(join(directory, "both.html"), "utf8")).toBe(json.html);
  const nowhere = await runCli([...words, "--html", "gone/x.html"], { SVARTID_DESK: SHIPPED }, directory);
  expect(nowhere.code).toBe(1);
  expect(nowhere.err).toMatch(/^svartid: gone\/x\.html cannot be written: .*folder that is there\n$/);
});

test("config shows every value in force and no secret", async () => {
  const environment = {
    SVARTID_DESK: SHIPPED,
    SVARTID_SECRET: SECRET,
    DATABASE_URL: "postgres://dbuser:dbpass@db.example/svartid?password=querypass",
    REDIS_URL: "redis://:redispass@redis.example",
    IMAP_URL: "imaps://mailuser:mailpass@mail.example",
    SMTP_URL: "smtps://mailuser:mailpass@mail.example",
  };
  for (const words of [["config"], ["config", "--json"]]) {
    const { code, out, err } = await runCli(words, environment, directory);
    expect([code, err]).toEqual([0, ""]);
    expect(out).toContain("mail.example");
    for (const secret of [SECRET, "dbpass", "querypass", "redispass", "mailpass", "mailuser"])
      expect(out).not.toContain(secret);
  }
});

test("a faulty desk ends config with 1 and one line for each fault, with file, line and path", async () => {
  writeFileSync(join(directory, "desk.yaml"), "desk: { adress: support@desk.example }\ndefaultLevel: Z\n");
  const { code, out, err } = await runCli(["config", "--json"], { SVARTID_DESK: "desk.yaml" }, directory);
  expect([code, out]).toEqual([1, ""]);
  expect(err).toMatch(/^svartid: the desk .*desk\.yaml is not right\n/);
  expect(err).toContain('desk.yaml:1:9 desk.adress: "adress" is not a key here (did you mean address?)');
  expect(err).toContain("desk.yaml:2:1 defaultLevel:");
  expect(err).not.toMatch(/\n\s+at /);
});

test("a desk that asks surveys is warned while their links lead to this machine alone", async () => {
  writeFileSync(join(directory, "desk.yaml"), "desk: { address: support@desk.example, survey: { afterDays: 1 } }\n");
  const warn = async (environment: NodeJS.ProcessEnv) =>
    (await runCli(["config", "--json"], { SVARTID_DESK: "desk.yaml", ...environment }, directory)).err;
  expect(await warn({})).toContain("desk.survey is set, but SVARTID_URL is not");
  expect(await warn({ SVARTID_URL: "https://support.desk.example" })).not.toContain("SVARTID_URL");
});

test("one fault is one sentence", async () => {
  const { err } = await runCli(["rasci"], { SVARTID_DESK: SHIPPED, HTTP_PORT: "70000" }, directory);
  expect(err).toBe('svartid: HTTP_PORT is "70000", which is not a port; set it to a number from 1 to 65535\n');
});

test("a faulty environment ends a command with 1 and every fault", async () => {
  const { code, err } = await runCli(["rasci"], { HTTP_PORT: "70000", SVARTID_SECRET: "short" }, directory);
  expect(code).toBe(1);
  expect(err).toContain("HTTP_PORT is");
  expect(err).toContain("SVARTID_SECRET is too short with 5 bytes");
  expect(err).not.toMatch(/\n\s+at /);
});

test.each([
  [["no-such-command"]],
  [["rasci", "--no-such-option"]],
  [["rasci", "--lang", "sv"]],
  [["rasci", "extra"]],
  [["template", "preview", "no-such"]],
  [["template", "preview", "help", "--lang", "sv"]],
  [[]],
])("wrong usage %j ends with 2 and a sentence on standard error", async (words) => {
  const { code, out, err } = await runCli(words, { SVARTID_DESK: SHIPPED }, directory);
  expect([code, out]).toEqual([2, ""]);
  expect(err).not.toBe("");
  expect(err).not.toMatch(/\n\s+at /);
});

test("help goes to standard output and ends with 0", async () => {
  const { code, out } = await runCli(["--help"], {}, directory);
  expect(code).toBe(0);
  expect(out).toContain("rasci");
});

test("a command that does something and has others under it takes --json, and so do those", async () => {
  const environment = { SVARTID_DESK: SHIPPED, SVARTID_DATA_DIR: directory };
  const nowhere = { ...environment, DATABASE_URL: "postgres://desk@127.0.0.1:1/desk" };
  const taken = await runCli(["backup", "--json"], nowhere, directory);
  expect([taken.code, taken.err]).toEqual([1, expect.stringContaining("nothing listens there")]);
  const listed = await runCli(["backup", "list", "--json"], environment, directory);
  expect([listed.code, listed.out.trim()]).toEqual([0, "[]"]);
});
