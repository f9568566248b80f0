import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, symlinkSync } from "node:fs";
import { basename, join } from "node:path";

const ROOT = process.cwd();
const LOOKED_AT = 50;

/**
 * The newest version whose migrations are fewer than this one's, and all among them: the last that knows nothing of the newest. Null where the
 * history is not there, as in a shallow clone.
 */
export function findFormerVersion(): string | null {
  const ours = readdirSync(join(ROOT, "migrations"));
  try {
    const commits = git("log", `-${LOOKED_AT}`, "--format=%H", "HEAD", "--", "migrations").split("\n");
    const isFormer = (commit: string) => {
      const theirs = git("ls-tree", "--name-only", commit, "migrations/")
        .split("\n")
        .map((path) => basename(path));
      return theirs.length < ours.length && theirs.every((name) => ours.includes(name));
    };
    return commits.find(isFormer) ?? null;
  } catch {
    return null;
  }
}

/** Builds that version from the history in an empty directory, with the packages of this one; gives its command line. */
export function buildFormerVersion(commit: string, directory: string): string {
  mkdirSync(directory, { recursive: true });
  const tree = execFileSync("git", ["archive", "--format=tar", commit], { cwd: ROOT, maxBuffer: 500_000_000 });
  execFileSync("tar", ["--extract", "--directory", directory], { input: tree });
  symlinkSync(join(ROOT, "node_modules"), join(directory, "node_modules"));
  mkdirSync(join(directory, "dist"), { recursive: true });
  execFileSync("npm", ["run", "--silent", "build"], { cwd: directory, stdio: ["ignore", "ignore", "pipe"] });
  return join(directory, "dist/cli/program.js");
}

function git(...words: string[]): string {
  return execFileSync("git", words, { cwd: ROOT, stdio: ["ignore", "pipe", "ignore"] })
    .toString()
    .trim();
}
