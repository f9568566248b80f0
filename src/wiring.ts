import { fileURLToPath } from "node:url";
import { type Kysely, sql } from "kysely";
import { findRunningPostgres } from "./adapters/embedded/find-running-postgres.ts";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "./adapters/embedded/start-embedded-postgres.ts";
import { createComposer } from "./adapters/mime/compose-mail.ts";
import { createMailParser } from "./adapters/mime/mail-parser-pool.ts";
import { findDoubtedUntil } from "./adapters/postgres/backup/find-doubted-until.ts";
import { checkConnection } from "./adapters/postgres/check-connection.ts";
import { openDatabase } from "./adapters/postgres/database.ts";
import { migrate } from "./adapters/postgres/migrate.ts";
import type { Schema } from "./adapters/postgres/schema.ts";
import { createUnitOfWork } from "./adapters/postgres/unit-of-work.ts";
import { createLog } from "./adapters/system/log.ts";
import { createRandomness } from "./adapters/system/randomness.ts";
import { UserError } from "./cli/user-error.ts";
import type { Config } from "./config.ts";
import { createHolidaySource } from "./desk/holiday-source.ts";
import type { HolidaySource } from "./domain/calendar/holiday-source.ts";
import { storedDesk } from "./domain/desk/stored-desk.ts";
import type { Settings } from "./settings.ts";
import { type ClockContext, createClockContext } from "./usecases/clock/clock-context.ts";
import type { FilingDeps } from "./usecases/filing/file-mailboxes.ts";
import type { FilingContext } from "./usecases/filing/filing-context.ts";
import type { Log } from "./usecases/ports/log.ts";
import type { Randomness } from "./usecases/ports/randomness.ts";
import type { Signer } from "./usecases/ports/signer.ts";
import type { UnitOfWork } from "./usecases/ports/unit-of-work.ts";
import type { QueueMailServices } from "./usecases/queue-mail.ts";
import { wireSigner } from "./wire-signer.ts";
import { wireTemplates } from "./wire-templates.ts";

export const MIGRATIONS = fileURLToPath(new URL("../migrations", import.meta.url));

/** An open database, brought up to date, and what belongs to it. */
export interface OpenDatabase {
  readonly settings: Settings;
  readonly url: string;
  readonly database: Kysely<Schema>;
  readonly unitOfWork: UnitOfWork;
  readonly log: Log;
  /** The migrations that opening it applied. */
  readonly migrated: readonly string[];
  /** Resolves when an embedded PostgreSQL of this process has ended, whoever stopped it; never for any other database. */
  readonly serverEnded: Promise<void>;
  close(): Promise<void>;
}

/** Everything that filing, sending and firing are made of. */
export interface OpenDesk extends OpenDatabase {
  readonly signer: Signer;
  readonly randomness: Randomness;
  readonly clock: ClockContext;
  readonly mail: QueueMailServices;
  readonly filing: FilingDeps;
  /** Ids of the desk's mailboxes, by name. */
  readonly mailboxIds: ReadonlyMap<string, number>;
}

interface OpenOptions {
  readonly log?: Log;
  /** A command that ends by itself: only what went wrong is worth a line beside its answer. */
  readonly quiet?: boolean;
  /** Only the demo and the tests move the desk's time; everybody else refuses such a database. */
  readonly movedTime?: boolean;
  /** A process that runs for long owns its embedded database: it never borrows one that ends with somebody else. */
  readonly ownsServer?: boolean;
  /** The built worker that reads mail, when this runs from the sources. */
  readonly mimeWorker?: URL;
}

/** Opens the configured database, or the embedded one, and migrates it. Rejects with a sentence that says how to mend it. */
export async function openStorage(settings: Settings, options: OpenOptions = {}): Promise<OpenDatabase> {
  const { config } = settings;
  const log =
    options.log ??
    createLog(options.quiet && config.log.level === "info" ? { ...config.log, level: "warn" } : config.log);
  const server = await findServer(config, log, options.ownsServer ?? false);
  const serverEnded = server.exited;
  const database = openDatabase({ url: server.url, log });
  const close = async () => {
    await database.destroy();
    await server.stop();
  };
  try {
    await checkConnection(database, server.url);
    const migrated = await migrate(database, MIGRATIONS);
    if (migrated.length > 0) log.info({ migrations: migrated }, "database migrated");
    if (!options.movedTime) await refuseMovedTime(database);
    return {
      settings,
      url: server.url,
      database,
      unitOfWork: createUnitOfWork(database),
      log,
      migrated,
      serverEnded,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The whole desk, ready to file, send and fire. */
export async function openDesk(settings: Settings, options: OpenOptions = {}): Promise<OpenDesk> {
  const storage = await openStorage(settings, options);
  try {
    return await assemble(settings, storage, options);
  } catch (error) {
    await storage.close();
    throw error;
  }
}

async function assemble(settings: Settings, storage: OpenDatabase, options: OpenOptions): Promise<OpenDesk> {
  const { config, desk } = settings;
  const signer = wireSigner(config);
  const randomness = createRandomness();
  const renderer = await wireTemplates(settings);
  const mail: QueueMailServices = { renderer, composer: createComposer(desk.dkim), signer, desk: desk.desk };
  const clock = await wireClock(storage);
  const context: FilingContext = {
    desk,
    clock,
    mail,
    signer,
    publicUrl: config.publicUrl,
    randomness,
    log: storage.log,
    doubtedUntil: await findDoubtedUntil(storage.database),
  };
  const parser = createMailParser(options.mimeWorker ? { workerUrl: options.mimeWorker } : {});
  const mailboxIds = await ensureMailboxes(settings, storage);
  return {
    ...storage,
    signer,
    randomness,
    clock,
    mail,
    mailboxIds,
    filing: {
      unitOfWork: storage.unitOfWork,
      parser,
      context,
      log: storage.log,
      parseOptionsFor: parseOptions(settings, mailboxIds),
    },
    close: async () => {
      await parser.close();
      await storage.close();
    },
  };
}

/** The clocks of this desk version, which is stored where it is new. */
export async function wireClock({ settings, unitOfWork }: OpenDatabase): Promise<ClockContext> {
  return await createClockContext({
    desk: settings.desk,
    hash: settings.deskHash,
    stored: storedDesk(settings.desk),
    holidays: wireHolidays(),
    clocks: unitOfWork.reading.clocks,
  });
}

/** The public holidays of every country that a calendar may name. */
export function wireHolidays(): HolidaySource {
  return createHolidaySource();
}

/** A desk without a mailbox of its own still takes mail through `ingest`: under the name that a first mailbox would have. */
async function ensureMailboxes(settings: Settings, storage: OpenDatabase): Promise<ReadonlyMap<string, number>> {
  const { mailboxes } = storage.unitOfWork.reading;
  const ids = new Map<string, number>();
  const configured = settings.desk.mailboxes.map(({ name, folder }) => ({ name, folder }));
  for (const { name, folder } of configured.length > 0 ? configured : [{ name: "support", folder: "INBOX" }]) {
    ids.set(name, await mailboxes.ensure(name, folder));
  }
  return ids;
}

function parseOptions(settings: Settings, mailboxIds: ReadonlyMap<string, number>): FilingDeps["parseOptionsFor"] {
  const { desk } = settings;
  const trusted = new Map(desk.mailboxes.map((mailbox) => [mailboxIds.get(mailbox.name), mailbox.trustedAuthServers]));
  return (mailboxId) => ({
    trustedAuthServers: [...(trusted.get(mailboxId) ?? [])],
    dns: "system",
    ownAddresses: [desk.desk.address],
  });
}

type DatabaseServer = Pick<EmbeddedPostgres, "url" | "exited" | "stop">;

/** Runs work on the database server that is configured, or the embedded one, whatever is in the database: nothing is migrated. */
export async function withServer<T>({ config }: Settings, work: (url: string) => Promise<T>): Promise<T> {
  const server = await findServer(config, createLog({ ...config.log, level: "warn" }), false);
  try {
    return await work(server.url);
  } finally {
    await server.stop();
  }
}

async function findServer(config: Config, log: Log, owns: boolean): Promise<DatabaseServer> {
  const running = config.databaseUrl ?? (owns ? null : findRunningPostgres(config.dataDirectory));
  if (running !== null) return { url: running, exited: new Promise(() => undefined), stop: async () => undefined };
  return await startEmbeddedPostgres({ dataDir: config.dataDirectory, log });
}

async function refuseMovedTime(database: Kysely<Schema>): Promise<void> {
  const result = await sql<{ moved: boolean }>`select "offset" <> '0' as moved from desk_time`.execute(database);
  if (result.rows[0]?.moved) {
    throw new UserError(
      "this database's time was moved for a demo or a test, so its clocks would fire wrongly: use another database",
    );
  }
}
