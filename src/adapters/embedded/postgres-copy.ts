import { chmodSync, cpSync, existsSync, lstatSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import type { PostgresBinaries } from "./postgres-binaries.ts";

const COPY = /^postgresql-[^/]*$/;
const CLUSTER_HOME = /^[0-9a-f]{16}$/;

/** The programs where `nobody` may run them: copied once for a version, owned by root, and looked over at each start. */
export function copyBinaries(base: string, binaries: PostgresBinaries): string {
  const copy = join(base, `postgresql-${binaries.version}-${process.arch}`);
  if (existsSync(copy) && isSameTree(binaries.root, copy)) {
    return copy;
  }
  const draft = `${copy}.${process.pid}`;
  rmSync(draft, { recursive: true, force: true });
  cpSync(binaries.root, draft, { recursive: true, verbatimSymlinks: true });
  makeReadable(draft);
  putInPlace(draft, copy);
  return copy;
}

function putInPlace(draft: string, copy: string): void {
  rmSync(copy, { recursive: true, force: true });
  try {
    renameSync(draft, copy);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== "ENOTEMPTY" && code !== "EEXIST") {
      throw error;
    }
    rmSync(draft, { recursive: true, force: true }); // Another start was faster, with the same programs.
  }
}

function makeReadable(directory: string): void {
  chmodSync(directory, 0o755);
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) {
      makeReadable(path);
    } else if (entry.isFile()) {
      chmodSync(path, (statSync(path).mode & 0o100) === 0 ? 0o644 : 0o755);
    }
  }
}

function isSameTree(source: string, copy: string): boolean {
  return readdirSync(source, { withFileTypes: true }).every((entry) => {
    const [from, to] = [join(source, entry.name), join(copy, entry.name)];
    const found = lstatSync(to, { throwIfNoEntry: false });
    if (found === undefined || found.uid !== 0) {
      return false;
    }
    return entry.isDirectory() ? isSameTree(from, to) : !entry.isFile() || found.size === statSync(from).size;
  });
}

/** Removes the copies once no cluster lies beside them any more. */
export function removeUnusedCopies(base: string): void {
  for (const name of readdirSync(base).filter((entry) => COPY.test(entry) && !hasCluster(base))) {
    const [copy, aside] = [join(base, name), join(base, `removed-${process.pid}-${name}`)];
    renameSync(copy, aside);
    // A start makes its cluster's home before it looks for the programs: one that came in between gets them back.
    if (hasCluster(base) && !existsSync(copy)) {
      renameSync(aside, copy);
    } else {
      rmSync(aside, { recursive: true, force: true });
    }
  }
}

function hasCluster(base: string): boolean {
  return readdirSync(base).some((entry) => CLUSTER_HOME.test(entry));
}
