import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { loadRelease } from "../../../src/desk/load-release.ts";

const GOOD = 'module: core\nversion: "5.3"\nkind: minor\ndate: 2026-12-01\n';

let root: string;
let folder: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "svartid-release-"));
  folder = join(root, "core-5.3");
  mkdirSync(folder);
  write({ "release.yaml": GOOD, "notes.da.md": "- Nyt.\n", "notes.en.md": "- New.\n" });
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(files: Record<string, string | Uint8Array>): void {
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
}

/** Every fault as `file:line: path: message`, without the folder. */
function faultsOf(place = folder): string[] {
  const loaded = loadRelease(place);
  if (loaded.ok) return [];
  return loaded.faults.map(({ file, line, path, message }) =>
    `${file}:${line}: ${path === "" ? "" : `${path}: `}${message}`.replace(`${folder}/`, ""),
  );
}

test("a folder is a release by its own name, whichever way it is named", () => {
  const wanted = {
    key: "core-5.3",
    module: "core",
    version: "5.3",
    kind: "minor",
    availableOn: "2026-12-01",
    versions: [],
    hosting: null,
    fixes: [],
    notes: { da: "- Nyt.", en: "- New." },
  };
  expect(loadRelease(folder)).toMatchObject({ ok: true, release: wanted });
  expect(loadRelease(join(folder, "release.yaml"))).toMatchObject({ ok: true, release: wanted });
});

test("all keys are read, and an item of fixes can be found again", () => {
  write({
    "release.yaml": `id: other.5\n${GOOD}versions: ["5.1", "5.2"]\nhosting: vendor\nfixes:\n  - KE-12\n  - ke7\n`,
  });
  const loaded = loadRelease(folder);
  expect(loaded).toMatchObject({
    ok: true,
    release: { key: "other.5", versions: ["5.1", "5.2"], hosting: "vendor", fixes: [12, 7] },
  });
  expect(loaded.ok && loaded.fixAt(1)).toEqual({ file: join(folder, "release.yaml"), line: 10, path: "fixes[1]" });
});

test("every fault of all three files is told at once, each with its line and how to mend it", () => {
  write({
    "release.yaml": "modul: core\nversion: 5.3\nkind: tiny\ndate: 2026-02-30\nfixes: [KE-1, KE-1, nonsense]\n",
    "notes.da.md": "Hej\n\n<b>fed</b>\n\n- punkt\n- ![x](http://a.example/b.png)\n- [slem](javascript:alert(1))\n",
  });
  rmSync(join(folder, "notes.en.md"));
  expect(faultsOf()).toEqual([
    "release.yaml:1: module: module is missing; give text of at most 80 characters; put a number in quotes",
    'release.yaml:1: modul: "modul" is not a key here (did you mean module?); the keys are id, module, version, kind, date, versions, hosting, fixes',
    "release.yaml:2: version: 5.3 is not text of at most 80 characters; put a number in quotes",
    'release.yaml:3: kind: "tiny" is not one of minor, major',
    "release.yaml:4: date: 2026-02-30 is not a day of the calendar; correct the date",
    'release.yaml:5: fixes[2]: "nonsense" is not the id of a known error, such as KE-12',
    "release.yaml:5: fixes[1]: KE-1 stands above already; take one of them away",
    'notes.da.md:3: "<b>" is HTML, which is not sent; write it as Markdown, or as `code` to show it',
    'notes.da.md:3: "</b>" is HTML, which is not sent; write it as Markdown, or as `code` to show it',
    'notes.da.md:6: the picture "http://a.example/b.png" is not sent; put it on a page and link to that',
    'notes.da.md:7: "javascript:alert(1)" is no link for a mail; begin it with https://, http:// or mailto:',
    "notes.en.md:1: it does not exist; a release is a folder with release.yaml, notes.da.md and notes.en.md",
  ]);
});

test.each<[string, Record<string, string | Uint8Array>, RegExp]>([
  ["YAML that is none", { "release.yaml": "module: [\n" }, /^release\.yaml:\d+: this is not valid YAML/],
  ["a list for a map", { "release.yaml": "- core\n" }, /^release\.yaml:1: a list is not a map/],
  ["an empty file", { "release.yaml": "" }, /^release\.yaml:1: /],
  [
    "a key that stands twice",
    { "release.yaml": `${GOOD}kind: major\n` },
    /^release\.yaml:5: this is not valid YAML: Map keys must be unique/,
  ],
  [
    "bytes that are no text",
    { "notes.da.md": Uint8Array.of(0xe6, 0xf8, 0xe5) },
    /^notes\.da\.md:1: it is not UTF-8; save it as UTF-8$/,
  ],
  ["notes of nothing", { "notes.en.md": " \n\n" }, /^notes\.en\.md:1: the notes are empty/],
  [
    "notes without end",
    { "notes.en.md": "x".repeat(50_001) },
    /^notes\.en\.md:1: the notes have 50001 characters; keep to 50000/,
  ],
  [
    "a link in a table",
    { "notes.en.md": "| a |\n| - |\n| [x](ftp://y) |\n" },
    /^notes\.en\.md:3: "ftp:\/\/y" is no link/,
  ],
  [
    "a link by reference",
    { "notes.en.md": "See\n[x].\n\n[x]: /relative\n" },
    /^notes\.en\.md:2: "\/relative" is no link/,
  ],
  ["a comment over lines", { "notes.en.md": "a\n\n<!--\nhidden\n-->\n" }, /^notes\.en\.md:3: "<!--" is HTML/],
  [
    "HTML within a list within a quote",
    { "notes.en.md": "> a\n>\n> - b\n> - c <i>d</i>\n" },
    /^notes\.en\.md:4: "<i>" is HTML/,
  ],
  ["an id that cannot be one", { "release.yaml": `id: "a b"\n${GOOD}` }, /^release\.yaml:1: id: "a b" is not an id/],
  [
    "a line break in a version",
    { "release.yaml": GOOD.replace('"5.3"', '"5\\n3"') },
    /^release\.yaml:2: version: "5\\n3" is not text/,
  ],
])("%s is refused", (_, files, wanted) => {
  write(files);
  expect(faultsOf()[0]).toMatch(wanted);
});

test("a folder whose name cannot be an id asks for one, and what is not there is told once", () => {
  const odd = join(root, "Core 5.3");
  mkdirSync(odd);
  for (const [name, text] of [
    ["release.yaml", GOOD],
    ["notes.da.md", "-"],
    ["notes.en.md", "-"],
  ] as const) {
    writeFileSync(join(odd, name), text);
  }
  expect(faultsOf(odd)).toEqual([
    `${odd}/release.yaml:1: id: the folder's name "Core 5.3" cannot be the id; give id here, such as core-5.3`,
  ]);
  expect(faultsOf(join(root, "none"))).toHaveLength(1);
});
