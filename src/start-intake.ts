import { randomUUID } from "node:crypto";
import { createMailboxReader } from "./adapters/imap/create-mailbox-reader.ts";
import { createSightingStore } from "./adapters/postgres/sighting-store.ts";
import { waiting } from "./adapters/system/waiting.ts";
import type { Running } from "./main.ts";
import { READING_DEFAULTS, readMailbox } from "./usecases/read-mailbox.ts";
import { wireAccessTokens } from "./wire-access-tokens.ts";
import type { OpenDesk } from "./wiring.ts";

/** Reads every mailbox of the desk, each in a loop of its own, so that a slow one holds up no other. */
export function startIntake(desk: OpenDesk, onAccepted: () => void): Running {
  const stopping = new AbortController();
  const { log, randomness } = desk;
  const findTokens = wireAccessTokens(desk);
  const sightings = createSightingStore(desk.database);
  const loops = desk.settings.desk.mailboxes.flatMap((mailbox) => {
    if (mailbox.imap === null) return [];
    const { folder, after } = mailbox;
    const removes = desk.settings.desk.canary !== null;
    const reader = createMailboxReader({
      server: mailbox.imap,
      folder,
      after,
      removes,
      log,
      tokens: findTokens(mailbox.name),
    });
    const settings = { ...READING_DEFAULTS, mailbox: mailbox.name, folder, after, owner: randomUUID() };
    const { mailboxes, canaries } = desk.filing.unitOfWork.reading;
    const deps = { reader, mailboxes, canaries, sightings, randomness, waiting, log, onAccepted };
    return [readMailbox(deps, settings, stopping.signal)];
  });
  if (loops.length === 0 && desk.settings.config.lmtp === null) {
    log.warn({}, "no mailbox is configured: set IMAP_URL or list mailboxes in the desk file");
  }
  return {
    stop: async () => {
      stopping.abort();
      await Promise.all(loops);
    },
  };
}
