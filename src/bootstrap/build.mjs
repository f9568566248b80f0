// npm run build: src/ and the packages it uses become a few files in dist/, as a process that loads 1,800 small ones starts a second later.
// Nothing is minified, and a source map lies beside each file: what a stack trace names can be read. Types are checked by `npm run types`.
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { isBuiltin } from "node:module";
import { dirname, join, relative } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const SOURCES = join(ROOT, "src");
const BUILT = join(ROOT, "dist");

// Left in node_modules: they start files of their own, serve them, or are native.
const UNBUNDLED = ["piscina", "pino", "@fastify/swagger-ui", "msgpackr-extract", "pg-native", "hoodiecrow-imap"];

// Look where they lie for what the desk never asks of them: processors in files of their own, a title for an API without one, an error's frames.
const LOOK_AROUND = new Set(["bullmq", "commander", "ioredis", "msgpackr", "@fastify/swagger"]);

const ENTRIES = ["cli/program", "adapters/mime/mime-worker"];

// What packages in CommonJS expect to be there, and a module has not.
const COMMON_JS = [
  'import { createRequire as $createRequire } from "node:module";',
  'import { dirname as $dirname } from "node:path";',
  'import { fileURLToPath as $fileURLToPath } from "node:url";',
  "const [require, __filename] = [$createRequire(import.meta.url), $fileURLToPath(import.meta.url)];",
  "const __dirname = $dirname(__filename);",
].join("\n");

const askForTheirUrl = new Set();

const result = await build({
  absWorkingDir: ROOT,
  entryPoints: Object.fromEntries(ENTRIES.map((name) => [name, join(SOURCES, `${name}.ts`)])),
  outdir: BUILT,
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node20",
  external: UNBUNDLED,
  sourcemap: "linked",
  sourcesContent: false,
  metafile: true,
  write: false,
  logLevel: "warning",
  banner: { js: COMMON_JS },
  plugins: [
    { name: "urls", setup: keepUrls },
    { name: "names", setup: keepNames },
  ],
});
refuseLostUrls(result.metafile.outputs);
refuseLostDirectories(Object.keys(result.metafile.inputs));
takeOver([...result.outputFiles, listPackages(result.metafile)]);

/** A module that asks where it lies (for templates, migrations, a worker) is told where it would lie if each file were built alone. */
function keepUrls({ onLoad }) {
  onLoad({ filter: /\.ts$/ }, ({ path }) => {
    const source = readFileSync(path, "utf8");
    if (!source.includes("import.meta.url")) return undefined;
    askForTheirUrl.add(relative(ROOT, path));
    const built = `./${relative(SOURCES, path).replace(/\.ts$/, ".js")}`;
    return {
      loader: "ts",
      contents: source.replaceAll("import.meta.url", `new URL("${built}", import.meta.url).href`),
    };
  });
}

/**
 * A package that imports another while it runs finds the names that Node.js finds. Of a module in CommonJS esbuild, where it splits what it builds, gives
 * `default` alone: @fastify/cookie would find nothing to read or write a cookie with.
 */
function keepNames({ onResolve, onLoad, resolve }) {
  onResolve({ filter: /./ }, async ({ path, kind, importer, resolveDir, namespace }) => {
    if (kind !== "dynamic-import" || namespace !== "file" || packageOf(importer) === undefined) return undefined;
    // Asked as another kind, so that this is not asked again.
    const found = await resolve(path, { kind: "import-statement", importer, resolveDir });
    const isBundled = found.errors.length === 0 && !found.external;
    return isBundled ? { path: relative(ROOT, found.path), namespace: "names" } : found;
  });
  onLoad({ filter: /./, namespace: "names" }, async ({ path }) => {
    const file = join(ROOT, path);
    const names = Object.keys(await import(pathToFileURL(file))).filter((name) => /^(?!__esModule$)[\w$]+$/.test(name));
    return { contents: `export { ${names.join(", ")} } from ${JSON.stringify(file)};`, resolveDir: dirname(file) };
  });
}

/** One depth below the sources' root is right for all: a file that lies deeper would be told a wrong place. */
function refuseLostUrls(outputs) {
  for (const [path, { inputs }] of Object.entries(outputs)) {
    const asking = Object.keys(inputs).find((input) => askForTheirUrl.has(input));
    if (asking !== undefined && dirname(join(ROOT, path)) !== BUILT) {
      throw new Error(`${asking} asks for its URL, so it may not be used by one entry alone`);
    }
  }
}

/**
 * What the program loads from node_modules while it runs, for whoever installs nothing else (gather-packages.mjs): packages that it depends on and of
 * which nothing is in the bundle, and those that a bundled one asks for.
 */
function listPackages({ inputs, outputs }) {
  const { dependencies, optionalDependencies, devDependencies } = JSON.parse(readFileSync(join(ROOT, "package.json")));
  const bundled = new Set(Object.keys(inputs).map(packageOf));
  const declared = Object.keys({ ...dependencies, ...optionalDependencies }).filter((name) => !bundled.has(name));
  const asked = Object.values(outputs)
    .flatMap(({ imports }) =>
      imports.flatMap(({ path, external }) => (external ? packageOf(`node_modules/${path}`) : [])),
    )
    .filter((name) => !isBuiltin(name) && !Object.hasOwn(devDependencies, name));
  const installed = [...new Set([...declared, ...asked])].filter((name) =>
    existsSync(join(ROOT, "node_modules", name)),
  );
  return { path: join(BUILT, "packages.json"), contents: JSON.stringify(installed.sort()) };
}

function packageOf(path) {
  return /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(`/${path}`)?.[1];
}

function refuseLostDirectories(inputs) {
  for (const input of inputs) {
    const name = packageOf(input);
    if (name === undefined || LOOK_AROUND.has(name) || input.startsWith("names:") || !/\.[cm]?js$/.test(input))
      continue;
    if (/\b__(dirname|filename)\b/.test(readFileSync(join(ROOT, input), "utf8"))) {
      throw new Error(
        `${input} asks for its directory: name its package in UNBUNDLED, or in LOOK_AROUND if that is harmless`,
      );
    }
  }
}

/**
 * Puts the build beside the former one and then the entries over its entries: broken off at any instant, or done twice at once, what lies there is a
 * whole build. Files of the former build stay, since a desk that runs loads some of them later; those of builds before that go.
 */
function takeOver(files) {
  // What a record of former sources says (prepare.mjs) is true no longer.
  rmSync(join(BUILT, ".built-from"), { force: true });
  const now = new Date();
  const entries = new Set(ENTRIES.map((name) => join(BUILT, `${name}.js`)));
  const former = statSync(join(BUILT, `${ENTRIES[0]}.js`), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  for (const { path, contents } of files.toSorted((a, b) => entries.has(a.path) - entries.has(b.path))) {
    mkdirSync(dirname(path), { recursive: true });
    const unfinished = `${path}.${process.pid}.new`;
    writeFileSync(unfinished, contents);
    utimesSync(unfinished, now, now);
    renameSync(unfinished, path);
  }
  for (const entry of readdirSync(BUILT, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath ?? entry.path, entry.name);
    if (!entry.isFile() || !/\.js(\.map)?(\.\d+\.new)?$/.test(entry.name)) continue;
    // Another build may have removed it meanwhile.
    const { mtimeMs } = statSync(path, { throwIfNoEntry: false }) ?? { mtimeMs: now.getTime() };
    if (mtimeMs < former) rmSync(path, { force: true });
  }
}
