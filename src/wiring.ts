import { fileURLToPath } from "node:url";
import { type Kysely, sql } from "kysely";
import { findRunningPostgres } from "./adapters/embedded/find-running-postgres.ts";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "./adapters/embedded/start-embedded-postgres.ts";
import { createComposer } from "./adapters/mime/compose-mail.ts";
import { createMailParser } from "./adapters/mime/mail-parser-pool.ts";
import { findDoubtedUntil } from "./adapters/postgres/backup/find-doubted-until.ts";
import { checkConnection } from "./adapters/postgres/check-connection.ts";
import { openDatabase } from "./adapters/postgres/database.ts";
import { createFeedBell } from "./adapters/postgres/feed-bell.ts";
import { migrate } from "./adapters/postgres/migrate.ts";
import type { Schema } from "./adapters/postgres/schema.ts";
import { createUnitOfWork } from "./adapters/postgres/unit-of-work.ts";
import { createLog } from "./adapters/system/log.ts";
import { createRandomness } from "./adapters/system/randomness.ts";
import { UserError } from "./cli/user-error.ts";
import type { Config } from "./config.ts";
import { createHolidaySource } from "./desk/holiday-source.ts";
import { type AuditActor, SYSTEM } from "./domain/audit/audit-event.ts";
import type { HolidaySource } from "./domain/calendar/holiday-source.ts";
import { storedDesk } from "./domain/desk/stored-desk.ts";
import { recordAlone } from "./record-alone.ts";
import type { Settings } from "./settings.ts";
import { type ClockContext, createClockContext } from "./usecases/clock/clock-context.ts";
import type { FilingDeps } from "./usecases/filing/file-mailboxes.ts";
import type { FilingContext } from "./usecases/filing/filing-context.ts";
import type { Log } from "./usecases/ports/log.ts";
import type { MailParser } from "./usecases/ports/mail-parser.ts";
import type { MailRenderer } from "./usecases/ports/mail-renderer.ts";
import type { Randomness } from "./usecases/ports/randomness.ts";
import type { Signer } from "./usecases/ports/signer.ts";
import { type Tracer, UNTRACED } from "./usecases/ports/tracer.ts";
import type { UnitOfWork } from "./usecases/ports/unit-of-work.ts";
import type { QueueMailServices } from "./usecases/queue-mail.ts";
import { findPseudonyms } from "./wire-privacy.ts";
import { wireSigner } from "./wire-signer.ts";
import { wireTemplates } from "./wire-templates.ts";

export const MIGRATIONS = fileURLToPath(new URL("../migrations", import.meta.url));

/**
 * Mail is accepted and filed over connections of its own. On one that did other work until then the server has all statements of a filing
 * before it that it never saw, and takes several times as long.
 */
const MAIL_CONNECTIONS = { maxConnections: 4, minConnections: 2 } as const;

/** One reader of mail is several times faster than the filing of what it reads, and another costs tens of megabytes. */
const SPARE_READER_AFTER_MS = 200;

/** An open database, brought up to date, and what belongs to it. */
export interface OpenDatabase {
  readonly settings: Settings;
  readonly url: string;
  readonly database: Kysely<Schema>;
  readonly unitOfWork: UnitOfWork;
  /** One over other connections to the same database: what it commits is told and traced as well. */
  unitOfWorkOn(connections: Kysely<Schema>): UnitOfWork;
  readonly log: Log;
  readonly tracer: Tracer;
  /** Who is at work: what is done through it and is no part of a ticket's history goes on record under this. */
  readonly actor: AuditActor;
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
  /** Only a process that runs for long is traced. */
  readonly tracer?: Tracer;
  /** Who opens it: the desk by itself where nobody is named. */
  readonly actor?: AuditActor;
  /** A command that ends by itself: only what went wrong is worth a line beside its answer. */
  readonly quiet?: boolean;
  /** Only the demo and the tests move the desk's time; everybody else refuses such a database. */
  readonly movedTime?: boolean;
  /** A process that runs for long owns its embedded database: it never borrows one that ends with somebody else. */
  readonly ownsServer?: boolean;
  /** Reads mail in the place of a pool of this desk's own; its owner closes it. */
  readonly parser?: MailParser;
}

/** Opens the configured database, or the embedded one, and migrates it. Rejects with a sentence that says how to mend it. */
export async function openStorage(settings: Settings, options: OpenOptions = {}): Promise<OpenDatabase> {
  const { config } = settings;
  const log =
    options.log ??
    createLog(options.quiet && config.log.level === "info" ? { ...config.log, level: "warn" } : config.log);
  const { tracer = UNTRACED } = options;
  const server = await findServer(config, log, options.ownsServer ?? false);
  const serverEnded = server.exited;
  const database = openDatabase({ url: server.url, log });
  const bell = createFeedBell(database);
  const unitOfWorkOn = (connections: Kysely<Schema>) => createUnitOfWork(connections, bell.ring, tracer);
  const close = async () => {
    await bell.stop();
    await database.destroy();
    await server.stop();
  };
  try {
    await checkConnection(database, server.url);
    const migrated = await migrate(database, MIGRATIONS);
    const unitOfWork = unitOfWorkOn(database);
    const actor = options.actor ?? SYSTEM;
    if (migrated.length > 0) {
      log.info({ migrations: migrated }, "database migrated");
      const subject = { kind: "database", id: null };
      const deed = { action: "database.migrated", subject, detail: { migrations: migrated } } as const;
      await recordAlone({ unitOfWork, actor }, deed);
    }
    if (!options.movedTime) await refuseMovedTime(database);
    return {
      settings,
      url: server.url,
      database,
      unitOfWork,
      unitOfWorkOn,
      log,
      tracer,
      actor,
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
  // Read and checked while the database is waited for; what is wrong with them is told after what is wrong with that.
  const templates = wireTemplates(settings);
  templates.catch(() => undefined);
  const storage = await openStorage(settings, options);
  try {
    return await assemble(settings, storage, await templates, options);
  } catch (error) {
    await storage.close();
    throw error;
  }
}

async function assemble(
  settings: Settings,
  storage: OpenDatabase,
  renderer: MailRenderer,
  options: OpenOptions,
): Promise<OpenDesk> {
  const { config, desk } = settings;
  const signer = wireSigner(config);
  const randomness = createRandomness();
  const mail: QueueMailServices = { renderer, composer: createComposer(desk.dkim), signer, desk: desk.desk };
  const [clock, doubtedUntil, mailboxIds, pseudonyms] = await Promise.all([
    wireClock(storage),
    findDoubtedUntil(storage.database),
    ensureMailboxes(settings, storage),
    findPseudonyms(storage),
  ]);
  const context: FilingContext = {
    desk,
    clock,
    mail,
    signer,
    publicUrl: config.publicUrl,
    randomness,
    log: storage.log,
    doubtedUntil,
    pseudonyms,
  };
  const mailDatabase = openDatabase({ url: storage.url, log: storage.log, ...MAIL_CONNECTIONS });
  const parser = options.parser ?? createMailParser({ spareAfterMs: SPARE_READER_AFTER_MS });
  return {
    ...storage,
    signer,
    randomness,
    clock,
    mail,
    mailboxIds,
    filing: {
      unitOfWork: storage.unitOfWorkOn(mailDatabase),
      parser,
      context,
      log: storage.log,
      tracer: storage.tracer,
      parseOptionsFor: parseOptions(settings, mailboxIds),
    },
    close: async () => {
      if (options.parser === undefined) await parser.close();
      await mailDatabase.destroy();
      await storage.close();
    },
  };
}

/** The clocks of this desk version, which is stored where it is new. */
export async function wireClock({ settings, unitOfWork, actor }: OpenDatabase): Promise<ClockContext> {
  return await createClockContext({
    desk: settings.desk,
    hash: settings.deskHash,
    stored: storedDesk(settings.desk),
    holidays: wireHolidays(),
    clocks: unitOfWork.reading.clocks,
    ensureRecorded: (hash, document, revision = 1) =>
      unitOfWork.transaction(async ({ clocks, audit }) => {
        const id = await clocks.ensureDeskVersion(hash, document, revision);
        const subject = { kind: "desk-version", id: String(id) };
        audit.record({ actor, action: "desk.changed", subject, detail: { hash, revision } });
        return id;
      }),
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
