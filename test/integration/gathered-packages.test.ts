import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { promiseInstalled } from "../support/promise-installed.ts";

let base: string;
let app: string;
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), "svartid-gathered-"));
  app = join(base, "app");
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

const gather = (target: string) =>
  execFileSync(process.execPath, ["src/bootstrap/gather-packages.mjs", target], { stdio: "pipe" }).toString();

test("the packages that the build leaves outside the bundle are enough to start, serve and read mail", async () => {
  for (const name of ["dist", "config", "migrations", "templates", "package.json", "src/cli/svartid.js"]) {
    cpSync(name, join(app, name), { recursive: true });
  }
  expect(gather(join(app, "node_modules"))).toMatch(/^\d+ packages, \d+ MB of \d+ MB\n$/);
  for (const name of ["fastify", "bullmq", "imapflow", "kysely", "esbuild", "jest"]) {
    expect([name, existsSync(join(app, "node_modules", name))]).toEqual([name, false]);
  }
  expect(readdirSync(join(app, "node_modules"))).toEqual(expect.arrayContaining(["pino", "piscina", "date-holidays"]));
  await promiseInstalled(app, join(base, "desk"));
}, 180_000);

test("a directory that is there already is left as it is", () => {
  expect(() => gather(base)).toThrow(/that is not there yet/);
  expect(readdirSync(base)).toEqual([]);
});
