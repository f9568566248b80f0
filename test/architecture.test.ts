import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { expect, test } from "@jest/globals";

/** A layer is the first folder under src, or for adapters the folder of each adapter; files at the root are `root`. */
interface Layer {
  readonly imports: readonly string[];
  readonly npm: "all" | readonly string[];
  readonly node: boolean;
}

const SOURCE = join(process.cwd(), "src");

// style.md, "Direction of dependency". `self` is the layer's own folder, `ports` the ports and types of the use cases.
const LAYERS: Readonly<Record<string, Layer>> = {
  domain: { imports: ["self"], npm: ["temporal-polyfill"], node: false },
  usecases: { imports: ["self", "domain"], npm: [], node: false },
  desk: { imports: ["self", "domain"], npm: "all", node: true },
  adapters: { imports: ["self", "usecases", "domain"], npm: "all", node: true },
  cli: { imports: ["self", "root", "demo", "usecases", "domain"], npm: ["commander"], node: true },
  // The story builds a world around the desk, as wiring does around the use cases.
  demo: { imports: ["self", "root", "desk", "domain", "usecases", "adapters"], npm: "all", node: true },
  bootstrap: { imports: ["self"], npm: ["esbuild", "jest"], node: true },
  root: { imports: ["self", "desk", "domain", "usecases", "adapters", "cli", "demo"], npm: "all", node: true },
};

// The domain is given its time and chance; nobody but config.ts reads the environment.
const BANNED: readonly {
  readonly what: RegExp;
  readonly layers: readonly string[];
  readonly except: readonly string[];
}[] = [
  {
    what: /\bDate\.now\(|\bnew Date\(\s*\)|\bMath\.random\(|\bperformance\.now\(/,
    layers: ["domain", "usecases"],
    except: [],
  },
  { what: /\bTemporal\.Now\b|\bcrypto\.(randomUUID|getRandomValues)\(/, layers: ["domain", "usecases"], except: [] },
  {
    what: /\bprocess\.env\b/,
    layers: ["domain", "usecases", "desk", "adapters", "cli", "root"],
    except: ["config.ts"],
  },
  // Wrong once it is optimised; read-url.ts says of what.
  { what: /\bURL\.canParse\(/, layers: Object.keys(LAYERS), except: [] },
];

const IMPORTS = [
  /(?:^|\n)(?:import|export)\b[^;"'=(]*?\bfrom\s+["']([^"']+)["']/g,
  /(?:^|\n)import\s+["']([^"']+)["']/g,
  /\bimport\(\s*["']([^"']+)["']/g,
];

const files = readdirSync(SOURCE, { recursive: true, encoding: "utf8" }).filter((file) => /\.(ts|js|mjs)$/.test(file));

test.each(files)("%s imports only what its layer may", (file) => {
  expect(importsOf(file).filter((target) => !isAllowed(file, target))).toEqual([]);
});

test.each(files)("%s takes time, chance, environment and URLs only as it may", (file) => {
  const code = withoutComments(readFileSync(join(SOURCE, file), "utf8"));
  const broken = BANNED.filter(({ layers, except }) => layers.includes(layerOf(file)) && !except.includes(file));
  expect(broken.filter(({ what }) => what.test(code)).map(({ what }) => what.source)).toEqual([]);
});

test.each(files.filter((file) => layerOf(file) === "domain"))("%s is synchronous", (file) => {
  expect(withoutComments(readFileSync(join(SOURCE, file), "utf8"))).not.toMatch(/\basync\b|\bawait\b|\bPromise\b/);
});

function layerOf(file: string): string {
  const [first = "", ...others] = file.split("/");
  return others.length === 0 ? "root" : first;
}

/** The folder that may not be left but by the table: for adapters each its own. */
function homeOf(file: string): string {
  return layerOf(file) === "adapters" ? file.split("/").slice(0, 2).join("/") : layerOf(file);
}

function importsOf(file: string): string[] {
  const code = withoutComments(readFileSync(join(SOURCE, file), "utf8"));
  return IMPORTS.flatMap((form) => [...code.matchAll(form)].map((found) => found[1] ?? ""));
}

function isAllowed(file: string, target: string): boolean {
  const layer = LAYERS[layerOf(file)];
  if (!layer) return false;
  if (target.startsWith(".")) {
    const imported = relative(SOURCE, join(SOURCE, file, "..", target));
    return (
      homeOf(imported) === homeOf(file) ||
      (layer.imports.includes(layerOf(imported)) && layerOf(imported) !== layerOf(file))
    );
  }
  if (target.startsWith("node:")) return layer.node;
  const name = target
    .split("/")
    .slice(0, target.startsWith("@") ? 2 : 1)
    .join("/");
  return layer.npm === "all" || layer.npm.includes(name);
}

function withoutComments(code: string): string {
  return code.replaceAll(/\/\*[\s\S]*?\*\//g, "").replaceAll(/(^|\s)\/\/.*$/gm, "$1");
}
