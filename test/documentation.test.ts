import { readFileSync } from "node:fs";
import { expect, test } from "@jest/globals";
import { commands } from "../src/cli/commands.ts";
import { readConfig } from "../src/config.ts";
import { maskedConfig } from "../src/masked-config.ts";

const read = (file: string) => readFileSync(file, "utf8");
const DOCUMENTS = ["README.md", "docs/operations.md", "docs/agreement.md", "docs/security.md", "docs/development.md"];

test.each(DOCUMENTS)("%s names only commands that exist", (file) => {
  const scripts = Object.keys(JSON.parse(read("package.json")).scripts);
  const named = [...read(file).matchAll(/`?(?:npx )?svartid ([a-z][a-z-]*)/g)].map((found) => found[1]);
  const run = [...read(file).matchAll(/npm run ([a-z-]+)/g)].map((found) => found[1]);
  expect(named.filter((name) => !Object.hasOwn(commands, name ?? ""))).toEqual([]);
  expect(run.filter((name) => !scripts.includes(name ?? ""))).toEqual([]);
});

test.each(DOCUMENTS)("%s names only files that exist", (file) => {
  const folder = file.includes("/") ? "docs/" : "";
  const links = [...read(file).matchAll(/\]\(([^)#]+)\)/g)].map((found) => found[1] ?? "");
  for (const link of links) expect(read(folder + link)).not.toBe("");
});

test(".env.example and the operators' table list every variable with its comment", () => {
  const result = readConfig({ environment: {}, directory: "/nowhere", secret: "optional" });
  const names = result.ok ? maskedConfig(result.config).map(({ name }) => name) : [];
  expect(names.length).toBeGreaterThan(0);
  for (const name of names) {
    expect(read(".env.example")).toMatch(new RegExp(`^#?${name}=`, "m"));
    expect(read("docs/operations.md")).toContain(`\`${name}\``);
  }
});

test("every package is in the table of dependencies, and nothing else is", () => {
  const { dependencies, devDependencies, optionalDependencies } = JSON.parse(read("package.json"));
  const wanted = Object.keys({ ...dependencies, ...devDependencies, ...optionalDependencies });
  const section = /## Dependencies and their reasons\n([\s\S]*?)\nPinned/.exec(read("docs/development.md"))?.[1] ?? "";
  const listed = [...section.matchAll(/`([^`]+)`/g)].map((found) => found[1] ?? "");
  const isListed = (name: string) =>
    listed.includes(name) || (name.startsWith("@types/") && listed.includes("@types/*"));
  expect(wanted.filter((name) => !isListed(name))).toEqual([]);
  expect(listed.filter((name) => name !== "@types/*" && !/[.*]/.test(name) && !wanted.includes(name))).toEqual([]);
});
