import { execFileSync, spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";

const ROOT = process.cwd();
const MINUTE_MS = 60_000;
const MODULES = 200;

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "svartid-build-"));
  for (const name of ["src/bootstrap", "src/cli", "src/adapters/mime"])
    mkdirSync(join(directory, name), { recursive: true });
  cpSync(join(ROOT, "src/bootstrap/build.mjs"), join(directory, "src/bootstrap/build.mjs"));
  cpSync(join(ROOT, "package.json"), join(directory, "package.json"));
  symlinkSync(join(ROOT, "node_modules"), join(directory, "node_modules"));
  writeFileSync(join(directory, "src/adapters/mime/mime-worker.ts"), "export default 1;\n");
  write("first");
});
afterEach(() => rmSync(directory, { recursive: true }));

/** A program that loads its modules while it runs, as the desk does, and prints how often it finds the word of its own build in them. */
function write(word: string): void {
  const names = Array.from({ length: MODULES }, (_, index) => `lazy-${index}`);
  for (const name of names)
    writeFileSync(join(directory, "src/cli", `${name}.ts`), `export const word: string = "${word}";\n`);
  const loads = names.map((name) => `import("./${name}.ts")`).join(", ");
  writeFileSync(
    join(directory, "src/cli/program.ts"),
    `const all = await Promise.all([${loads}]);\nconsole.log("${word}", all.filter(({ word }) => word === "${word}").length);\n`,
  );
}

/** Kills the process that loads it when half of the modules lie there. */
const KILLER = `data:text/javascript,${encodeURIComponent(`
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
const rename = fs.renameSync;
let count = 0;
fs.renameSync = (from, to) => {
  if (++count === ${MODULES / 2}) process.kill(process.pid, "SIGKILL");
  rename(from, to);
};
syncBuiltinESMExports();
`)}`;

function startBuild(...options: string[]) {
  const child = spawn(process.execPath, [...options, "src/bootstrap/build.mjs"], { cwd: directory, stdio: "ignore" });
  return new Promise((resolve) => child.once("close", (code, signal) => resolve(code ?? signal)));
}
const build = () => startBuild();
const dist = (...names: string[]) => join(directory, "dist", ...names);
const run = () =>
  execFileSync(process.execPath, [dist("cli/program.js")], { stdio: "pipe" })
    .toString()
    .trim();
const files = () =>
  readdirSync(dist(), { recursive: true, encoding: "utf8" })
    .map((name) => dist(name))
    .filter((path) => /\.js|\.map|\.new/.test(path));
const missing = (paths: readonly string[]) => paths.filter((path) => !existsSync(path));

test(
  "a build leaves the files of the one before to the desk that runs, and takes away those of builds before that",
  async () => {
    expect(await build()).toBe(0);
    const first = files();
    writeFileSync(dist(".built-from"), "the sources of the first build");
    write("second");
    expect(await build()).toBe(0);
    const second = files().filter((path) => !first.includes(path));
    expect(second.length).toBeGreaterThanOrEqual(MODULES);
    expect(missing(first)).toEqual([]);
    expect(existsSync(dist(".built-from"))).toBe(false);
    write("third");
    expect(await build()).toBe(0);
    expect(missing(second)).toEqual([]);
    expect(missing(first).length).toBeGreaterThanOrEqual(MODULES);
    expect(run()).toBe(`third ${MODULES}`);
  },
  MINUTE_MS,
);

test(
  "a build that is killed while it writes leaves the former one whole, and what it began goes with later builds",
  async () => {
    expect(await build()).toBe(0);
    write("killed");
    expect(await startBuild("--import", KILLER)).toBe("SIGKILL");
    expect(files().filter((path) => path.endsWith(".new")).length).toBe(1);
    expect(run()).toBe(`first ${MODULES}`);
    for (const word of ["after", "later"]) {
      write(word);
      expect(await build()).toBe(0);
      expect(run()).toBe(`${word} ${MODULES}`);
    }
    expect(files().filter((path) => path.endsWith(".new"))).toEqual([]);
  },
  MINUTE_MS,
);

test(
  "while two builds write at once the program is a whole one at any time",
  async () => {
    expect(await build()).toBe(0);
    write("twice");
    let building = true;
    const both = Promise.all([build(), build()]).finally(() => {
      building = false;
    });
    const seen = new Set<string>();
    while (building) {
      seen.add(run());
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(await both).toEqual([0, 0]);
    const whole = [`first ${MODULES}`, `twice ${MODULES}`];
    expect([...seen].filter((said) => !whole.includes(said))).toEqual([]);
    expect(run()).toBe(whole[1]);
  },
  MINUTE_MS,
);

test(
  "a package of the bundle that imports another while it runs finds what is in it: cookies are read and written",
  async () => {
    writeFileSync(
      join(directory, "src/cli/program.ts"),
      `import cookie from "@fastify/cookie";
import fastify from "fastify";
const server = fastify();
await server.register(cookie);
server.get("/", (request, reply) => reply.setCookie("written", "b").send(request.cookies));
const { headers, body } = await server.inject({ url: "/", headers: { cookie: "read=a" } });
console.log(headers["set-cookie"], body);
`,
    );
    expect(await build()).toBe(0);
    expect(run()).toBe('written=b; SameSite=Lax {"read":"a"}');
  },
  MINUTE_MS,
);
