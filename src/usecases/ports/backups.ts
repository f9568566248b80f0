import type { AuditActor } from "../../domain/audit/audit-event.ts";
import type { Instant } from "../../domain/time/instant.ts";

/** A table as it is copied: the columns that hold data, in the order of their values. */
export interface TableShape {
  readonly name: string;
  readonly columns: readonly string[];
}

export interface SequencePosition {
  readonly name: string;
  readonly lastValue: number;
}

/** One moment of the database: everything read through it belongs together, whatever is written meanwhile. */
export interface DatabaseSnapshot {
  /** By `desk_now()`. */
  readonly takenAt: Instant;
  /** The migrations that made its tables, oldest first. */
  readonly migrations: readonly string[];
  readonly tables: readonly TableShape[];
  readonly sequences: readonly SequencePosition[];
  /** The rows of a table as PostgreSQL's COPY writes them: text, one row a line. */
  copyTable(table: TableShape): AsyncIterable<Uint8Array>;
}

export interface CopiedTable extends TableShape {
  readonly rows: number;
  /** Of the copied text. */
  readonly bytes: number;
  readonly sha256: string;
}

/** What a backup says of itself: enough to prove that it is whole, and to make its tables. */
export interface BackupManifest {
  readonly format: 1;
  /** The version of Svartid that wrote it. */
  readonly version: string;
  readonly takenAt: Instant;
  readonly migrations: readonly string[];
  readonly tables: readonly CopiedTable[];
  readonly sequences: readonly SequencePosition[];
}

/** A backup opened for reading. `readTable` throws `BackupDamaged` where the rows are not those that were written, at the latest at their end. */
export interface OpenBackup {
  readonly manifest: BackupManifest;
  readTable(table: CopiedTable): AsyncIterable<Uint8Array>;
  close(): Promise<void>;
}

/** A backup that cannot be trusted: cut off, changed, or no backup at all. The message is a sentence for a person. */
export class BackupDamaged extends Error {
  override readonly name = "BackupDamaged";
}

export interface SnapshotSource {
  /** Only one backup of a database is taken at a time: null when another process is at it. */
  withSnapshot<T>(work: (snapshot: DatabaseSnapshot) => Promise<T>): Promise<T | null>;
}

/** The folder where backups lie. */
export interface BackupFolder {
  readonly path: string;
  /** Names of files, of backups and others; none where there is no folder yet. */
  list(): Promise<string[]>;
  /** Where a backup of this name lies or would lie. */
  pathOf(name: string): string;
  sizeOf(name: string): Promise<number>;
  freeBytes(): Promise<number>;
  /** The file has its name only once it is whole and on disk; replaces one of the same name. */
  write(name: string, snapshot: DatabaseSnapshot): Promise<BackupManifest>;
  remove(name: string): Promise<void>;
}

/** Opens a backup by path. Throws `BackupDamaged` for a file that is none, or was cut off. */
export type OpenBackupFile = (path: string) => Promise<OpenBackup>;

/** A step of a restore: this table is loaded, so many rows of so many. */
export type Progress = (table: string, loadedRows: number, totalRows: number) => void;

/** What became of the mail that was on its way when the backup was taken. */
export interface Restored {
  readonly rows: number;
  /** Mails that may have been sent since: they rest as `uncertain`. */
  readonly doubtedMails: number;
}

export interface RestoreOptions {
  /** What was due to customers up to then may have been sent by the desk that was lost; null: up to now. Never before the backup was taken. */
  readonly ranUntil: Instant | null;
  readonly onProgress: Progress;
  /** Who restores it: on record in the restored trail. */
  readonly actor: AuditActor;
}

export interface RestoreTarget {
  /** Fills an empty database, all of it or nothing. Throws `AdapterError` where it is not empty, or the backup is of a newer version. */
  load(backup: OpenBackup, options: RestoreOptions): Promise<Restored>;
}
