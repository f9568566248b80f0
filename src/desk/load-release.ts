import { existsSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { LANGUAGES, type Language } from "../domain/desk/language.ts";
import { parseKnownErrorId } from "../domain/known-errors/known-error.ts";
import { RELEASE_KEY, type Release } from "../domain/releases/release.ts";
import { parseLocalDate } from "../domain/time/local-date.ts";
import { checkNotes } from "./check-notes.ts";
import { checkShape } from "./check-shape.ts";
import { type Finding, formatPath } from "./desk-fault.ts";
import { readYaml, type YamlFile } from "./read-yaml.ts";
import { type ReleaseFile, releaseFile } from "./release-file.ts";

/** One thing wrong with a release; `path`: the key of release.yaml, empty for the notes. The message says how to mend it. */
export interface ReleaseFault {
  readonly file: string;
  readonly line: number;
  readonly path: string;
  readonly message: string;
}

export type LoadedRelease =
  | {
      readonly ok: true;
      readonly release: Release;
      /** Where an item of `fixes` stands, by its place among them: what is known of them is asked of the database. */
      readonly fixAt: (index: number) => Omit<ReleaseFault, "message">;
    }
  | { readonly ok: false; readonly faults: readonly ReleaseFault[] };

const NAME = "release.yaml";

/**
 * Loads a release as a whole: a folder with release.yaml, notes.da.md and notes.en.md, or the release.yaml in such a folder. Either all of it
 * is right, or every fault is listed. Without `id` the folder's name is the id.
 */
export function loadRelease(place: string): LoadedRelease {
  if (!existsSync(place)) return { ok: false, faults: [{ file: place, line: 1, path: "", message: MISSING }] };
  const folder = isFolder(place) ? place : path.dirname(place);
  const file = isFolder(place) ? path.join(place, NAME) : place;
  const read = readText(file);
  const notes = readNotes(folder);
  if (!read.ok) return { ok: false, faults: [{ file, line: 1, path: "", message: read.message }, ...notes.faults] };
  const yaml = readYaml(read.text);
  if (!yaml.ok) return { ok: false, faults: [...yaml.faults.map((one) => ({ ...one, file })), ...notes.faults] };
  const key = path.basename(path.resolve(folder));
  const { value } = yaml.file;
  const findings = [...checkShape(value, value, releaseFile), ...checkMeaning(value, key)];
  if (findings.length + notes.faults.length > 0) {
    return { ok: false, faults: [...located(findings, yaml.file, file), ...notes.faults] };
  }
  const fixAt = (index: number) => ({
    file,
    line: yaml.file.locate(["fixes", index]).line,
    path: formatPath(["fixes", index]),
  });
  return { ok: true, release: toRelease(value as ReleaseFile, key, notes.notes), fixAt };
}

function isFolder(place: string): boolean {
  return statSync(place, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function readText(file: string): { ok: true; text: string } | { ok: false; message: string } {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(readFileSync(file));
    return { ok: true, text: text.replace(/\r\n?/g, "\n") };
  } catch (error) {
    const { code } = error as { code?: string };
    if (code === "ERR_ENCODING_INVALID_ENCODED_DATA")
      return { ok: false, message: "it is not UTF-8; save it as UTF-8" };
    return { ok: false, message: code === "ENOENT" ? MISSING : `it cannot be read (${code}); make it readable` };
  }
}

const MISSING = "it does not exist; a release is a folder with release.yaml, notes.da.md and notes.en.md";

function readNotes(folder: string): { notes: Record<Language, string>; faults: ReleaseFault[] } {
  const notes = { da: "", en: "" } satisfies Record<Language, string>;
  const faults = LANGUAGES.flatMap((language) => {
    const file = path.join(folder, `notes.${language}.md`);
    const read = readText(file);
    if (!read.ok) return [{ file, line: 1, path: "", message: read.message }];
    notes[language] = read.text.trim();
    return checkNotes(read.text).map((fault) => ({ file, path: "", ...fault }));
  });
  return { notes, faults };
}

function located(findings: readonly Finding[], yaml: YamlFile, file: string): ReleaseFault[] {
  return findings
    .map((finding) => ({
      file,
      line: yaml.locate(finding.path).line,
      path: formatPath(finding.path),
      message: finding.message,
    }))
    .sort((one, other) => one.line - other.line);
}

/** What the shape cannot tell; of a value of the wrong shape, nothing. */
function checkMeaning(value: unknown, key: string): Finding[] {
  const { id, date, fixes } = (typeof value === "object" && value !== null ? value : {}) as Record<string, unknown>;
  return [
    ...(id === undefined && !RELEASE_KEY.test(key) ? [badKey(key)] : []),
    ...(typeof date === "string" && /^\d{4}-\d{2}-\d{2}$/.test(date) && parseLocalDate(date) === null
      ? [{ path: ["date"], message: `${date} is not a day of the calendar; correct the date` }]
      : []),
    ...(Array.isArray(fixes) ? repeated(fixes) : []),
  ];
}

function badKey(key: string): Finding {
  const message = `the folder's name ${JSON.stringify(key)} cannot be the id; give id here, such as core-5.3`;
  return { path: ["id"], message };
}

function repeated(fixes: readonly unknown[]): Finding[] {
  const ids = fixes.map((fix) => (typeof fix === "string" ? parseKnownErrorId(fix) : null));
  return ids.flatMap((id, index) =>
    id !== null && ids.indexOf(id) < index
      ? [{ path: ["fixes", index], message: `${String(fixes[index])} stands above already; take one of them away` }]
      : [],
  );
}

function toRelease(file: ReleaseFile, key: string, notes: Release["notes"]): Release {
  return {
    key: file.id ?? key,
    module: file.module,
    version: file.version,
    kind: file.kind,
    availableOn: file.date,
    versions: file.versions ?? [],
    hosting: file.hosting ?? null,
    fixes: (file.fixes ?? []).map((fix) => parseKnownErrorId(fix) ?? 0),
    notes,
  };
}
