import type { Kysely } from "kysely";
import { sql } from "kysely";
import type { Schema } from "../adapters/postgres/schema.ts";
import type { MailUnderstanding } from "../domain/email/mail-understanding.ts";
import { type Instant, instant } from "../domain/time/instant.ts";
import type { MailParser } from "../usecases/ports/mail-parser.ts";
import type { DeskProcess } from "./desk-process.ts";
import type { MailWorld } from "./mail-world.ts";
import type { Narrator } from "./narrator.ts";
import { type WrittenMail, writeMail } from "./write-mail.ts";

/** What the story plays on: a mail world, a desk that can be killed, its database and its time. */
export interface StageDeps {
  readonly world: MailWorld;
  readonly desk: DeskProcess;
  readonly database: Kysely<Schema>;
  readonly parser: MailParser;
  readonly narrator: Narrator;
  /** Loses every job of the queue. */
  readonly emptyQueue: () => Promise<string>;
}

export interface Stage extends StageDeps {
  deskNow(): Promise<Instant>;
  moveTimeTo(at: Instant, why: string): Promise<void>;
  /** Hands a mail in under somebody's login; by default their own. */
  submit(mail: WrittenMail, as?: string): Promise<void>;
  mailsOf(address: string): Promise<MailUnderstanding[]>;
  /** Waits for a mail in somebody's mailbox. */
  awaitMail(address: string, what: string, matches: (mail: MailUnderstanding) => boolean): Promise<MailUnderstanding>;
  /** Waits for something to become true. */
  awaitTrue(what: string, look: () => Promise<boolean>): Promise<void>;
}

// Longer than a lease of a mail that is being sent, on a slow machine.
const PATIENCE_MS = 120_000;
const LOOK_EVERY_MS = 150;
const PARSE = { trustedAuthServers: [], dns: "none", ownAddresses: [] } as const;

export function createStage(deps: StageDeps): Stage {
  const stage: Stage = {
    ...deps,
    deskNow: async () => {
      const result = await sql<{ now: Date }>`select desk_now() as now`.execute(deps.database);
      return instant(result.rows[0]?.now.getTime() ?? 0);
    },
    moveTimeTo: async (at, why) => {
      await sql`update desk_time set "offset" = ${new Date(at)}::timestamptz - clock_timestamp()`.execute(
        deps.database,
      );
      deps.narrator.say(`[the desk's time is moved to ${localTime(at)}: ${why}]`);
    },
    submit: async (mail, as = mail.from) => {
      const bytes = writeMail(mail, new Date(await stage.deskNow()));
      await deps.world.submit({ as, to: [mail.to], bytes });
    },
    mailsOf: (address) => readInbox(deps, address),
    awaitMail: async (address, what, matches) => {
      let found: MailUnderstanding | undefined;
      await awaitTrue(what, async () => {
        found = (await readInbox(deps, address)).find(matches);
        return found !== undefined;
      });
      if (found === undefined) throw new Error(`not found: ${what}`);
      return found;
    },
    awaitTrue,
  };
  return stage;
}

/** A moment as people in Copenhagen say it. */
export function localTime(at: Instant): string {
  return new Intl.DateTimeFormat("en-GB", {
    timeZone: "Europe/Copenhagen",
    dateStyle: "full",
    timeStyle: "short",
  }).format(at);
}

async function awaitTrue(what: string, look: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + PATIENCE_MS;
  while (!(await look())) {
    if (performance.now() > end) throw new Error(`did not happen in ${PATIENCE_MS / 1000} seconds: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}

async function readInbox(deps: StageDeps, address: string): Promise<MailUnderstanding[]> {
  const parsed = await Promise.all(
    (await deps.world.inbox(address)).map((bytes) =>
      deps.parser.parse(bytes, { ...PARSE, trustedAuthServers: [], ownAddresses: [] }),
    ),
  );
  return parsed.flatMap((one) => (one.ok ? [one.mail] : []));
}
