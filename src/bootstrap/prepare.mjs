// Brings a clone to where it can run: checks Node.js, installs packages, builds. Plain JavaScript without packages, because nothing is
// installed when it starts. Each step is left out when it was done before.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, lstatSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("../..", import.meta.url));

const BUILDER = join("src", "bootstrap", "build.mjs");
const LEAST_NODE = [20, 19];
const HEARTBEAT_MS = 10_000;

/** Ends the process with a sentence where it cannot go on. */
export async function prepare() {
  process.chdir(ROOT);
  checkNode();
  await installPackages();
  await build();
}

function checkNode() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major < LEAST_NODE[0] || (major === LEAST_NODE[0] && minor < LEAST_NODE[1])) {
    giveUp(
      `Svartid needs Node.js ${LEAST_NODE.join(".")} or later, and this is ${process.versions.node}: install a newer one.`,
    );
  }
}

async function installPackages() {
  if (isInstalled()) {
    return;
  }
  const npm = process.env.npm_execpath;
  const [program, first] = npm?.endsWith(".js") ? [process.execPath, [npm]] : ["npm", []];
  // Said outright, because NODE_ENV=production or a user's npmrc would leave out the compiler or the embedded database.
  const args = ["ci", "--ignore-scripts", "--include=dev", "--include=optional", "--no-progress", "--loglevel=error"];
  const code = await run("Installing packages (half a minute the first time)", program, [...first, ...args]);
  if (code !== 0) {
    giveUp(
      "The packages could not be installed: the lines above say why. Check that the npm registry can be reached, then try again.",
    );
  }
}

/** Whether every package of the lockfile is there in its version; those for other systems may be missing. */
function isInstalled() {
  // A linked node_modules is somebody else's to keep up to date.
  if (lstatSync("node_modules", { throwIfNoEntry: false })?.isSymbolicLink()) {
    return true;
  }
  const record = join("node_modules", ".package-lock.json");
  if (!existsSync(record)) {
    return false;
  }
  const installed = readPackages(record);
  return Object.entries(readPackages("package-lock.json")).every(([path, wanted]) => {
    const found = installed[path];
    return path === "" || (found === undefined ? wanted.optional === true : found.version === wanted.version);
  });
}

function readPackages(file) {
  return JSON.parse(readFileSync(file, "utf8")).packages;
}

async function build() {
  const record = join("dist", ".built-from");
  const sources = hashSources();
  if (existsSync(record) && readFileSync(record, "utf8") === sources) {
    return;
  }
  const code = await run("Building", process.execPath, [BUILDER]);
  if (code !== 0) {
    giveUp("The sources could not be built: the lines above say where.");
  }
  writeFileSync(record, sources);
}

function hashSources() {
  const hash = createHash("sha256");
  const files = readdirSync("src", { recursive: true }).filter((file) => file.endsWith(".ts"));
  const settings = [BUILDER, "tsconfig.json", "package-lock.json"];
  for (const file of [...files.map((name) => join("src", name)), ...settings].sort()) {
    hash.update(file).update(readFileSync(file));
  }
  return hash.digest("hex");
}

function run(what, program, args) {
  const startedAt = process.hrtime.bigint();
  const seconds = () => Math.round(Number(process.hrtime.bigint() - startedAt) / 1e9);
  console.error(`${what} ...`);
  const heartbeat = setInterval(() => console.error(`${what} ... ${seconds()} s`), HEARTBEAT_MS);
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: ["ignore", 2, 2] });
    child.once("error", (error) => {
      console.error(error.message);
      resolve(1);
    });
    child.once("close", (code) => resolve(code ?? 1));
  }).finally(() => clearInterval(heartbeat));
}

function giveUp(sentence) {
  console.error(sentence);
  process.exit(1);
}
