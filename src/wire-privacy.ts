import { join } from "node:path";
import { erasureNotes } from "./adapters/files/erasure-notes.ts";
import { writeFilesAsZip } from "./adapters/files/write-files-as-zip.ts";
import { UserError } from "./cli/user-error.ts";
import type { Instant } from "./domain/time/instant.ts";
import type { Settings } from "./settings.ts";
import { type ErasureList, NotesDamaged } from "./usecases/ports/erasure-notes.ts";
import type { ErasureNote } from "./usecases/ports/erasure-store.ts";
import type { Pseudonyms } from "./usecases/ports/pseudonyms.ts";
import type { ErasePersonDeps } from "./usecases/privacy/erase-person.ts";
import type { ExportedFile } from "./usecases/privacy/export-person.ts";
import { mergeErasures } from "./usecases/privacy/merge-erasures.ts";
import { type ResumedErasures, resumeErasures } from "./usecases/privacy/resume-erasures.ts";
import { wirePseudonyms } from "./wire-pseudonyms.ts";
import { wireSealer } from "./wire-signer.ts";
import type { OpenDatabase, OpenDesk } from "./wiring.ts";

type Storage = Pick<OpenDatabase, "unitOfWork" | "settings" | "log">;

/** The list of erasures beside whatever it must outlive. */
const NOTES_FILE = "erasures.json";

/** In the data directory, and where the backups lie: whoever has one of these has the list. */
export function erasureNotePaths({ config, desk }: Settings): string[] {
  const directories = [
    config.dataDirectory,
    ...(desk.backup.enabled ? [desk.backup.directory ?? join(config.dataDirectory, "backups")] : []),
  ];
  return directories.map(notesIn);
}

export function notesIn(directory: string): string {
  return join(directory, NOTES_FILE);
}

/** One list of those files that are there; null where none is. A `UserError` names a file that is something else. */
export async function readErasureNotes(paths: readonly string[]): Promise<ErasureList | null> {
  const lists: ErasureList[] = [];
  for (const path of new Set(paths)) {
    const list = await erasureNotes.read(path).catch((error: unknown) => {
      if (error instanceof NotesDamaged) throw new UserError(error.message);
      throw error;
    });
    if (list !== null) lists.push(list);
  }
  return mergeErasures(lists);
}

function isSameKey({ settings }: Pick<Storage, "settings">, one: string, other: string | null): boolean {
  if (one === other || other === null) return one === other;
  const sealer = wireSealer(settings.config);
  const opened = sealer.open(one);
  return opened !== null && opened === sealer.open(other);
}

/**
 * Writes the list as the database has it to every place. What cannot be read there, or is of another desk, may be the only copy: it is put aside. When
 * somebody was erased meanwhile, it is written again: the other writer may have been first.
 */
export async function keepErasureNotes(
  storage: Pick<Storage, "unitOfWork" | "settings" | "log">,
  paths = erasureNotePaths(storage.settings),
): Promise<void> {
  const { reading } = storage.unitOfWork;
  for (let isOvertaken = true; isOvertaken; ) {
    // First, so that whoever is erased from here on is later than the list.
    const writtenAt = await reading.now();
    const [key, erasures] = [await reading.erasures.findKey(), await reading.erasures.list()];
    for (const path of new Set(paths)) {
      await putAsideForeign(storage, path, key);
      await erasureNotes.write(path, { key, erasures, writtenAt });
    }
    isOvertaken = (await reading.erasures.findLast()) !== lastOf(erasures);
  }
}

function lastOf(erasures: readonly ErasureNote[]): Instant | null {
  return erasures.reduce<Instant | null>((last, { at }) => (last === null || at > last ? at : last), null);
}

async function putAsideForeign(storage: Pick<Storage, "settings" | "log">, path: string, key: string | null) {
  const found = await erasureNotes.read(path).catch((error: unknown) => {
    if (error instanceof NotesDamaged) return "damaged" as const;
    throw error;
  });
  if (found === null) return;
  const isOurs =
    found !== "damaged" && (found.erasures.length === 0 || found.key === null || isSameKey(storage, found.key, key));
  if (isOurs) return;
  const aside = await erasureNotes.putAside(path);
  storage.log.error({ path, aside }, "what was no list of erasures of this desk was put aside");
}

/**
 * Takes over what the files know and the database does not, as after a restore by any program. A database that erased
 * nobody yet takes the key of the files; one that did cannot read another's codes.
 */
async function learnErasures(storage: Storage): Promise<number> {
  const { reading } = storage.unitOfWork;
  const noted = await readErasureNotes(erasureNotePaths(storage.settings));
  let learned = 0;
  if (noted !== null && noted.key !== null && noted.erasures.length > 0) {
    const key = await reading.erasures.findKey();
    const isOwn = key !== null && isSameKey(storage, key, noted.key);
    if (!isOwn && (await reading.erasures.list()).length > 0) {
      throw new UserError(
        `the list of erasures in ${storage.settings.config.dataDirectory} is of another desk: move its erasures.json away, or set SVARTID_DATA_DIR to this desk's own`,
      );
    }
    if (!isOwn) await reading.erasures.keepKey(noted.key, key);
    learned = await reading.erasures.learn(noted.erasures);
  }
  return learned;
}

/**
 * The codes of addresses, once the database knows of every erasure that is on record beside it; null, with a line in the log, where that cannot be read
 * or opened: the desk goes on, and knows nobody again who was erased.
 */
export async function findPseudonyms(storage: Storage): Promise<Pseudonyms | null> {
  try {
    const learned = await learnErasures(storage);
    if (learned > 0)
      storage.log.warn({ learned }, "this database knew nothing of these erasures: they are carried out again");
    return await wirePseudonyms(storage, storage.settings.config);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    storage.log.error({ why: error.message }, "persons who were erased are not known again");
    return null;
  }
}

/** Carries out what was cut off, or was learned. */
export async function resumeWaitingErasures(desk: OpenDesk): Promise<ResumedErasures> {
  const pseudonyms = await wirePseudonyms(desk, desk.settings.config);
  return await resumeErasures({ ...desk, parser: desk.filing.parser, pseudonyms });
}

/** What erasing a person is made of. */
export async function wireErasing(desk: OpenDesk): Promise<Omit<ErasePersonDeps, "desk">> {
  const pseudonyms = await wirePseudonyms(desk, desk.settings.config);
  const { unitOfWork, clock, filing } = desk;
  return { unitOfWork, clock, parser: filing.parser, pseudonyms, keepNotes: () => keepErasureNotes(desk) };
}

/** Writes what is handed over to a person into one ZIP file; throws `EEXIST` where there is one already. */
export async function writeExport(path: string, files: readonly ExportedFile[], at: Instant): Promise<void> {
  await writeFilesAsZip(path, files, new Date(at));
}
