import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { ZipFile } from "yazl";
import type { BackupManifest, CopiedTable, DatabaseSnapshot, TableShape } from "../../usecases/ports/backups.ts";
import { entryOf, MANIFEST } from "./backup-entries.ts";

/** What the name of a file ends in while it is written. */
export const DRAFT = ".partial";
const LINE_FEED = 10;

/**
 * Writes a backup as a ZIP file that any program opens: a file of COPY text for each table, then `manifest.json`, which is known only when they are
 * written. The file gets its name when it is whole and on disk, and is readable by its owner alone.
 */
export async function writeBackup(path: string, snapshot: DatabaseSnapshot, version: string): Promise<BackupManifest> {
  const draft = `${path}${DRAFT}`;
  try {
    const manifest = await writeZip(draft, snapshot, version);
    await flush(draft);
    await rename(draft, path);
    await flush(dirname(path));
    return manifest;
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

async function writeZip(path: string, snapshot: DatabaseSnapshot, version: string): Promise<BackupManifest> {
  const zip = new ZipFile();
  const copied: CopiedTable[] = [];
  const manifestOf = (): BackupManifest => {
    const { takenAt, migrations, sequences } = snapshot;
    return { format: 1, version, takenAt, migrations, sequences, tables: copied };
  };
  // Each stream begins when it is its turn: the connection copies one table at a time.
  const add = (name: string, begin: () => AsyncIterable<Uint8Array>) =>
    zip.addReadStreamLazy(name, { mtime: new Date(snapshot.takenAt) }, (give) =>
      give(null, Readable.from(begin(), { objectMode: false })),
    );
  for (const table of snapshot.tables) add(entryOf(table), () => summing(table, snapshot, copied));
  add(MANIFEST, async function* () {
    yield Buffer.from(`${JSON.stringify(manifestOf(), null, 2)}\n`);
  });
  zip.end();
  const output = zip.outputStream as Readable;
  // What fails in a source is told on the archive, whose output would then never end.
  zip.on("error", (error: Error) => output.destroy(error));
  await pipeline(output, createWriteStream(path, { mode: 0o600 }));
  return manifestOf();
}

async function* summing(
  table: TableShape,
  snapshot: DatabaseSnapshot,
  copied: CopiedTable[],
): AsyncGenerator<Uint8Array> {
  const hash = createHash("sha256");
  let [rows, bytes] = [0, 0];
  for await (const chunk of snapshot.copyTable(table)) {
    hash.update(chunk);
    bytes += chunk.length;
    rows += countLines(chunk);
    yield chunk;
  }
  copied.push({ ...table, rows, bytes, sha256: hash.digest("hex") });
}

// A line feed within a value is written as a backslash and an n, so that every one ends a row.
function countLines(chunk: Uint8Array): number {
  let count = 0;
  for (let at = chunk.indexOf(LINE_FEED); at !== -1; at = chunk.indexOf(LINE_FEED, at + 1)) count += 1;
  return count;
}

async function flush(path: string): Promise<void> {
  const handle = await open(path, "r");
  await handle.sync().finally(() => handle.close());
}
