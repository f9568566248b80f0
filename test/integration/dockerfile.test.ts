import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "@jest/globals";
import { environmentOf, runDockerfile } from "../support/dockerfile.ts";
import { promiseInstalled } from "../support/promise-installed.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const MINUTES = 60_000;

// It installs every package a second time, which is a minute and the registry's traffic.
const testInCi: (name: string, body: () => Promise<void>, timeoutMs: number) => void =
  process.env.CI === "true" ? test : (name, body) => test.skip(`${name} [skipped, only with CI=true]`, body);

testInCi(
  "the steps of the Dockerfile, run in an empty directory, give a program that starts and serves with the packages that it loads, and no others",
  async () => {
    const base = mkdtempSync(join(tmpdir(), "svartid-image-"));
    const stages = runDockerfile(readFileSync(join(ROOT, "Dockerfile"), "utf8"), ROOT, base, isIgnored);
    const image = stages.at(-1)!;
    const app = join(image.directory, "app");
    expect(image.user).not.toBe("root");
    for (const name of ["jest", "fastify"]) expect(existsSync(join(app, "node_modules", name))).toBe(false);
    expect(readdirSync(app).sort()).toEqual([
      "config",
      "dist",
      "migrations",
      "node_modules",
      "package.json",
      "src",
      "templates",
    ]);
    const program = image.command.slice(1, image.command.indexOf("start"));
    const options = { cwd: app, env: { ...environmentOf(image), SVARTID_DATA_DIR: join(image.home, "svartid") } };
    const matrix = execFileSync(process.execPath, [...program, "rasci", "--json"], options);
    expect(JSON.parse(matrix.toString()).activities.length).toBeGreaterThan(0);
    await promiseInstalled(app, join(base, "desk"));
    rmSync(base, { recursive: true });
  },
  5 * MINUTES,
);

const ALLOWED = readFileSync(join(ROOT, ".dockerignore"), "utf8")
  .split("\n")
  .filter((line) => line.startsWith("!"))
  .map((line) => line.slice(1));

function isIgnored(path: string): boolean {
  return !ALLOWED.some((allowed) => path === allowed || path.startsWith(`${allowed}/`));
}
