// node src/bootstrap/gather-packages.mjs DIRECTORY: copies the packages that the built program loads while it runs (dist/packages.json), with all that they
// depend on, into a directory that is to be the node_modules of an installation. The rest is in the bundle, or was needed to make it.
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const MODULES = join(ROOT, "node_modules");

const target = process.argv[2];
if (target === undefined || existsSync(target)) {
  console.error("name a directory that is not there yet: node src/bootstrap/gather-packages.mjs DIRECTORY");
  process.exit(2);
}
const kept = new Set();
for (const name of JSON.parse(readFileSync(join(ROOT, "dist", "packages.json")))) keep(name, ROOT, true);
mkdirSync(target, { recursive: true });
for (const directory of kept) copy(directory);
const [all, gathered] = [sizeOf(MODULES), sizeOf(resolve(target))];
console.log(`${kept.size} packages, ${megabytes(gathered)} of ${megabytes(all)}`);

/** The package that is found by this name from a directory, as Node.js looks for it, and all that it needs. */
function keep(name, from, isRequired) {
  const directory = find(name, from);
  if (directory === null && isRequired)
    throw new Error(`${name} is not installed, and ${relative(ROOT, from)} needs it`);
  if (directory === null || kept.has(directory)) return;
  kept.add(directory);
  const written = JSON.parse(readFileSync(join(directory, "package.json")));
  const { dependencies = {}, optionalDependencies = {}, peerDependencies = {}, peerDependenciesMeta = {} } = written;
  const required = { ...peerDependencies, ...dependencies };
  for (const other of Object.keys({ ...required, ...optionalDependencies })) {
    const mayLack = Object.hasOwn(optionalDependencies, other) || peerDependenciesMeta[other]?.optional === true;
    keep(other, directory, !mayLack);
  }
}

function find(name, from) {
  for (let place = from; ; place = dirname(place)) {
    const directory = join(place, "node_modules", name);
    if (existsSync(join(directory, "package.json"))) return directory;
    if (place === ROOT || place === dirname(place)) return null;
  }
}

/** Without the packages in it: those are copied by themselves where they are needed. */
function copy(directory) {
  const nested = join(directory, "node_modules");
  const isWanted = (path) => path !== nested && !path.startsWith(`${nested}/`);
  cpSync(directory, join(target, relative(MODULES, directory)), {
    recursive: true,
    verbatimSymlinks: true,
    filter: isWanted,
  });
}

function sizeOf(directory) {
  const files = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files.reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0);
}

function megabytes(bytes) {
  return `${Math.round(bytes / 1_000_000)} MB`;
}
