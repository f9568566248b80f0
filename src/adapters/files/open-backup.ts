import { createHash } from "node:crypto";
import { buffer } from "node:stream/consumers";
import Type from "typebox";
import { Value } from "typebox/value";
import { type Entry, openPromise, type ZipFile } from "yauzl";
import { BackupDamaged, type BackupManifest, type CopiedTable, type OpenBackup } from "../../usecases/ports/backups.ts";
import { entryOf, MANIFEST } from "./backup-entries.ts";

const count = Type.Integer({ minimum: 0 });
const name = Type.String({ pattern: "^[a-z_][a-z0-9_]*$" });
const manifestShape = Type.Object({
  format: Type.Literal(1),
  version: Type.String(),
  takenAt: Type.Integer(),
  migrations: Type.Array(Type.String(), { minItems: 1 }),
  tables: Type.Array(
    Type.Object({ name, columns: Type.Array(name, { minItems: 1 }), rows: count, bytes: count, sha256: Type.String() }),
    { minItems: 1 },
  ),
  sequences: Type.Array(Type.Object({ name, lastValue: Type.Integer() })),
});
const LARGEST_MANIFEST = 10_000_000;

/** Opens a backup that `writeBackup` wrote. Throws `BackupDamaged` for what is none, or lost its end: the list of a ZIP file stands there. */
export async function openBackup(path: string): Promise<OpenBackup> {
  const zip = await openPromise(path, { autoClose: false }).catch((error: unknown) => {
    throw codeOf(error) === null ? damaged(path, "it is no ZIP file, or was cut off", error) : error;
  });
  try {
    const entries = await readEntries(zip, path);
    const manifest = await readManifest(zip, entries, path);
    return {
      manifest,
      readTable: (table) => readTable(zip, entries, { table, path }),
      close: async () => zip.close(),
    };
  } catch (error) {
    zip.close();
    throw error;
  }
}

async function readEntries(zip: ZipFile, path: string): Promise<ReadonlyMap<string, Entry>> {
  const entries = new Map<string, Entry>();
  try {
    for await (const entry of zip.eachEntry()) entries.set(entry.fileName, entry);
  } catch (error) {
    throw damaged(path, "its list of files cannot be read", error);
  }
  return entries;
}

async function readManifest(zip: ZipFile, entries: ReadonlyMap<string, Entry>, path: string): Promise<BackupManifest> {
  const entry = entries.get(MANIFEST);
  if (entry === undefined || entry.uncompressedSize > LARGEST_MANIFEST) throw damaged(path, `it has no ${MANIFEST}`);
  try {
    const bytes = await buffer(await zip.openReadStreamPromise(entry));
    return Value.Parse(manifestShape, JSON.parse(bytes.toString("utf8"))) as unknown as BackupManifest;
  } catch (error) {
    throw damaged(path, `its ${MANIFEST} is not one that Svartid wrote`, error);
  }
}

async function* readTable(
  zip: ZipFile,
  entries: ReadonlyMap<string, Entry>,
  { table, path }: { readonly table: CopiedTable; readonly path: string },
): AsyncGenerator<Uint8Array> {
  const entry = entries.get(entryOf(table));
  if (entry === undefined) throw damaged(path, `the table ${table.name} is missing`);
  const hash = createHash("sha256");
  let bytes = 0;
  try {
    for await (const chunk of (await zip.openReadStreamPromise(entry)) as AsyncIterable<Buffer>) {
      hash.update(chunk);
      bytes += chunk.length;
      yield chunk;
    }
  } catch (error) {
    throw damaged(path, `the table ${table.name} cannot be read`, error);
  }
  if (bytes !== table.bytes || hash.digest("hex") !== table.sha256) {
    throw damaged(path, `the table ${table.name} is not as it was written`);
  }
}

function damaged(path: string, why: string, cause?: unknown): BackupDamaged {
  return new BackupDamaged(`The backup ${path} is damaged: ${why}. Use an older one.`, { cause });
}

/** The code of an error of the system, such as ENOENT; null for what the library found wrong in the file, and for zlib's. */
function codeOf(error: unknown): string | null {
  const code = typeof error === "object" && error !== null && "code" in error ? String(error.code) : "";
  return /^E[A-Z]+$/.test(code) ? code : null;
}
