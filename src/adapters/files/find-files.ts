import type { Dirent } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";

export type FoundFile =
  /** `named`: given by the person, and so taken as a mail however it begins. */
  { kind: "file"; path: string; named: boolean } | { kind: "unreadable"; path: string; code: string };

/** All files under a path, by name. Of a Maildir: what is in `new` and `cur`, and never `tmp`, where mails are half-written. */
export async function* findFiles(path: string, named = true): AsyncGenerator<FoundFile> {
  try {
    if (!(await stat(path)).isDirectory()) {
      yield { kind: "file", path, named };
      return;
    }
    const entries = await readdir(path, { withFileTypes: true });
    for (const name of namesToVisit(entries)) yield* findFiles(join(path, name), false);
  } catch (error) {
    yield { kind: "unreadable", path, code: codeOf(error) };
  }
}

function namesToVisit(entries: readonly Dirent[]): string[] {
  const names = entries.map((entry) => entry.name).sort();
  const isMaildir = names.includes("cur") && names.includes("new");
  if (!isMaildir) return names.filter((name) => !name.startsWith("."));
  // Older mails were moved from `new` to `cur`. Its subfolders (`.Sent`, `.Trash`) are asked for by their own paths.
  return ["cur", "new"];
}

function codeOf(error: unknown): string {
  return typeof error === "object" && error !== null && "code" in error ? String(error.code) : "unknown";
}
