import type { ImapFlow } from "imapflow";
import type { MailServer } from "../../domain/desk/mailbox-settings.ts";
import type { Log } from "../../usecases/ports/log.ts";
import type { FolderState, MailboxConnection } from "../../usecases/ports/mailbox-reader.ts";
import type { FetchLimits } from "./fetch-in-pieces.ts";
import { fetchMails } from "./fetch-mails.ts";
import { imapFailure } from "./imap-failure.ts";
import { listAbove } from "./list-above.ts";
import { remove } from "./remove-mails.ts";
import { sequenceSet } from "./sequence-set.ts";
import { listUntidied, tidy } from "./tidy-folder.ts";

interface Place {
  server: MailServer;
  folder: string;
  log: Log;
}

const GOODBYE_MS = 1_000;

export function createConnection(
  client: ImapFlow,
  folder: FolderState,
  place: Place,
  limits: FetchLimits,
): MailboxConnection {
  const news = watchNews(client);
  const guard = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (error) {
      throw imapFailure(error, place.server, place.folder);
    }
  };
  return {
    folder,
    listAbove(uid) {
      news.forget();
      return guard(listAbove(client, place.folder, uid, place.log));
    },
    readSizes: (uids) => guard(readSizes(client, uids)),
    fetch: (mails, progress) => guard(fetchMails(client, mails, limits, progress)),
    waitForNews: (milliseconds, signal) => news.wait(milliseconds, signal),
    listUntidied: (upToUid, after) => guard(listUntidied(client, upToUid, after)),
    tidy: (uids, after) => guard(tidy(client, uids, after)),
    remove: (uids) => guard(remove(client, uids)),
    close: () => sayGoodbye(client),
    destroy: () => client.close(),
  };
}

async function readSizes(client: ImapFlow, uids: readonly number[]): Promise<{ uid: number; size: number }[]> {
  if (uids.length === 0) return [];
  const listed: { uid: number; size: number }[] = [];
  for await (const item of client.fetch(sequenceSet(uids), { uid: true, size: true }, { uid: true })) {
    listed.push({ uid: item.uid, size: item.size ?? 0 });
  }
  return listed.sort((a, b) => a.uid - b.uid);
}

async function sayGoodbye(client: ImapFlow): Promise<void> {
  const timer = setTimeout(() => client.close(), GOODBYE_MS);
  await client.logout().catch(() => undefined);
  clearTimeout(timer);
  client.close();
}

// News that comes while a command runs must not be lost: it is remembered until the next listing.
function watchNews(client: ImapFlow) {
  let known = false;
  let wake: () => void = () => undefined;
  const tell = () => {
    known = true;
    wake();
  };
  client.on("exists", tell);
  client.on("close", tell);
  return {
    forget: () => {
      known = false;
    },
    async wait(milliseconds: number, signal: AbortSignal): Promise<void> {
      if (known || signal.aborted || !client.usable) return;
      // It ends when the next command begins; a failure shows in that command.
      client.idle().catch(() => undefined);
      await new Promise<void>((resolve) => {
        const end = () => {
          // Left running, it would keep a stopped process alive until the next poll.
          clearTimeout(timer);
          signal.removeEventListener("abort", end);
          resolve();
        };
        const timer = setTimeout(end, milliseconds);
        signal.addEventListener("abort", end, { once: true });
        wake = end;
      });
      wake = () => undefined;
    },
  };
}
