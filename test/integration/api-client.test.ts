import { execFile } from "node:child_process";
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { createConfig, lintFromString } from "@redocly/openapi-core";
import { ROUTES } from "../../src/adapters/http/routes.ts";
import { SYSTEM } from "../../src/domain/audit/audit-event.ts";
import { startHttp } from "../../src/start-http.ts";
import { importRelease } from "../../src/usecases/releases/import-release.ts";
import { makeKey } from "../../src/wire-readers.ts";
import { type AgentDesk, openAgentDesk } from "../support/agent-desk.ts";
import { runCli } from "../support/run-cli.ts";

const run = promisify(execFile);
const PROGRAM = "test/fixtures/api-client/program.ts.txt";
const TSC = resolve("node_modules/.bin/tsc");
/** As strict as it gets: a customer's settings are theirs. */
const STRICT = [
  ...["--strict", "--exactOptionalPropertyTypes", "--noUncheckedIndexedAccess", "--verbatimModuleSyntax"],
  ...["--erasableSyntaxOnly", "--noUnusedLocals", "--noUnusedParameters", "--noPropertyAccessFromIndexSignature"],
  ...["--target", "es2023", "--module", "nodenext", "--rewriteRelativeImportExtensions"],
];

let world: AgentDesk;
let http: Awaited<ReturnType<typeof startHttp>>;
let directory: string;

beforeAll(async () => {
  world = await openAgentDesk();
  http = await startHttp(world.desk.open);
  const numbered = { key: "999999", module: "core", version: "5.3", kind: "minor", availableOn: "2026-12-01" } as const;
  const release = { ...numbered, versions: [], hosting: null, fixes: [], notes: { da: "-", en: "-" } };
  await importRelease(world.desk.open.unitOfWork, release, SYSTEM);
  directory = mkdtempSync(join(tmpdir(), "svartid-client-"));
  writeFileSync(join(directory, "package.json"), '{ "type": "module" }');
  copyFileSync(PROGRAM, join(directory, "program.ts"));
});

afterAll(async () => {
  rmSync(directory, { recursive: true, force: true });
  await http.stop();
  await world.close();
});

const client = () => join(directory, "svartid-client.ts");
const written = () => runCli(["client", "--out", client(), "--url", http.url], {});
const document = async () => await (await fetch(`${http.url}/openapi.json`)).text();
const compile = (...more: string[]) =>
  run(TSC, [...STRICT, ...more, "program.ts"], { cwd: directory }).catch(({ stdout }: { stdout: string }) => ({
    stdout,
  }));

async function keyOf(agent: string | null): Promise<string> {
  const scopes = agent === null ? (["admin"] as const) : (["read", "write"] as const);
  const made = await makeKey(world.desk.open, SYSTEM, { name: "program", scopes: [...scopes], agent });
  if (!made.ok) throw new Error(made.why);
  return made.key;
}

test("the written client compiles as strictly as there is, in Node and in browsers, and runs all it offers against the desk", async () => {
  const { code, out } = await written();
  expect({ code, out }).toEqual({ code: 0, out: expect.stringMatching(/: \d\d operations of version /) });
  const browser = await compile("--noEmit", "--lib", "es2023,dom,dom.iterable,dom.asynciterable", "--types", "");
  expect(browser.stdout).toBe("");
  const node = await compile("--lib", "es2023", "--types", "node", "--typeRoots", resolve("node_modules/@types"));
  expect(node.stdout).toBe("");

  const keys = { ADMIN_KEY: await keyOf(null), AGENT_KEY: await keyOf("one") };
  const { stdout } = await run(process.execPath, ["program.js"], {
    cwd: directory,
    env: { DESK_URL: http.url, ...keys },
  });
  expect(stdout).not.toContain("svk_");
  expect(JSON.parse(stdout)).toMatchObject({
    organisation: 201,
    replaced: expect.stringMatching(/^"\d+"$/),
    repeated: [true, "true"],
    ticket: { state: "new", hasDeadline: true, subject: "Importen står" },
    changed: expect.arrayContaining(["Sagen venter nu på kunden."]),
    late: [412, "precondition-failed", true],
    lists: {
      healthz: true,
      metrics: true,
      ticketTime: [30],
      slaReport: "string",
      release: "5.3",
      organisations: ["south"],
      organisation: "vendor",
      organisationEvents: 1,
      readyz: [503, true],
    },
    events: expect.stringContaining("retry: "),
    refusals: [
      [401, "unauthenticated"],
      [403, "forbidden"],
      [404, "not-found"],
      [400, "invalid-request"],
      [428, "precondition-required"],
      [404, "not-found"],
      [200, "<h1>Sign in</h1>"],
    ],
    revoked: null,
  });
});

test("the program calls every operation that reads", () => {
  const text = readFileSync(PROGRAM, "utf8");
  const reading = Object.entries(ROUTES).filter(
    ([name, { method, path }]) =>
      method === "GET" && /^\/(api|healthz|readyz|metrics)/.test(path) && name !== "openapi",
  );
  expect(reading.length).toBeGreaterThan(20);
  expect(reading.map(([name]) => name).filter((name) => !new RegExp(`\\.${name}\\(`).test(text))).toEqual([]);
});

test("from a saved document the same is written as from the desk", async () => {
  await written();
  const file = join(directory, "openapi.json");
  writeFileSync(file, await document());
  const copy = join(directory, "copy.ts");
  expect(await runCli(["client", "--out", copy, "--file", file, "--json"], {})).toMatchObject({ code: 0, err: "" });
  expect(readFileSync(copy, "utf8")).toBe(readFileSync(client(), "utf8"));
});

test("the document has no fault by the rules that linters recommend", async () => {
  // A licence is for what is published: this is not.
  const config = await createConfig({ extends: ["recommended-strict"], rules: { "info-license": "off" } });
  const problems = await lintFromString({ source: await document(), absoluteRef: "openapi.json", config });
  expect(problems.map(({ ruleId, message, location }) => [ruleId, message, location[0]?.pointer])).toEqual([]);
  const spoilt = (await document()).replaceAll('"operationId":"ticket",', "");
  const faults = await lintFromString({ source: spoilt, absoluteRef: "openapi.json", config });
  expect(faults.map(({ ruleId }) => ruleId)).toEqual(["operation-operationId"]);
});

test.each([
  ["an address that is none", ["--url", "desk"], /--url desk is not the address of a desk: write it as https/],
  ["a desk that is away", ["--url", "http://127.0.0.1:1"], /does not answer: is the desk running/],
  ["a file that is not there", ["--file", "nowhere.json"], /nowhere\.json cannot be read \(ENOENT\)/],
  ["a file that is no document", ["--file", PROGRAM], /is no OpenAPI document/],
])("%s is told with its mend, and nothing is written", async (_, words, mend) => {
  const out = join(directory, "never.ts");
  const { code, err } = await runCli(["client", "--out", out, ...words], {});
  expect({ code, err }).toEqual({ code: 1, err: expect.stringMatching(mend) });
  expect(() => readFileSync(out)).toThrow("ENOENT");
});

test.each([
  ["a name", (text: string) => text.replace('"operationId":"ticket"', '"operationId":"x(){};evil"'), /no operationId/],
  ["a path", (text: string) => text.replace('"/api/v1/keys":', '"/api/`${evil()}`":'), /no operationId/],
  ["no problem", (text: string) => text.replaceAll('"Problem":', '"Trouble":'), /describes no problem/],
])("a document with %s that would be code is refused", async (_, spoil, mend) => {
  const file = join(directory, "spoilt.json");
  writeFileSync(file, spoil(await document()));
  const { code, err } = await runCli(["client", "--out", join(directory, "never.ts"), "--file", file], {});
  expect({ code, err }).toEqual({ code: 1, err: expect.stringMatching(mend) });
});
