import { ImapFlow } from "imapflow";
import type { MailServer } from "../../domain/desk/mailbox-settings.ts";
import { type Instant, instant } from "../../domain/time/instant.ts";
import type { AccessTokens } from "../../usecases/ports/access-tokens.ts";
import { AdapterError } from "../../usecases/ports/adapter-error.ts";
import type { EvidenceSource } from "../../usecases/ports/evidence-source.ts";
import type { Log } from "../../usecases/ports/log.ts";
import { type ConnectionLimits, clientOptions } from "./client-options.ts";
import { imapFailure } from "./imap-failure.ts";
import { sequenceSet } from "./sequence-set.ts";

export interface JournalOptions {
  readonly server: MailServer;
  readonly folder: string;
  readonly log: Log;
  /** Where access tokens come from; null: the server's password is used. */
  readonly tokens?: AccessTokens | null;
}

const LIMITS: ConnectionLimits = {
  maxMailBytes: 1_000_000,
  pieceBytes: 1_000_000,
  socketTimeoutMs: 60_000,
  connectTimeoutMs: 20_000,
};

/** The journal mailbox: every mail of the desk has a copy there, so what is in it was taken by the server. Nothing in it is changed. */
export function createJournal(options: JournalOptions): EvidenceSource & { check(): Promise<void> } {
  return {
    name: "journal",
    find: (messageIds) => withFolder(options, (client) => findAll(client, messageIds)),
    check: () => withFolder(options, async () => undefined),
  };
}

// A token that the server refuses is given up, so that another one is asked for; only then is the refusal a person's matter.
async function withFolder<T>(options: JournalOptions, work: (client: ImapFlow) => Promise<T>): Promise<T> {
  const tokens = options.tokens ?? null;
  if (tokens === null) return await login(options, null, work);
  const token = await tokens.get();
  try {
    return await login(options, token, work);
  } catch (error) {
    const isRefused = error instanceof AdapterError && error.code === "token-revoked";
    if (!isRefused || !(await tokens.refused(token))) throw error;
    return await login(options, await tokens.get(), work);
  }
}

async function login<T>(
  { server, folder, log }: JournalOptions,
  token: string | null,
  work: (client: ImapFlow) => Promise<T>,
): Promise<T> {
  const client = new ImapFlow(clientOptions(server, LIMITS, token));
  // Before connect(): an error without a listener would end the process.
  client.on("error", (error) =>
    log.debug({ code: (error as { code?: string }).code ?? null }, "journal connection reported an error"),
  );
  try {
    await client.connect();
    await client.mailboxOpen(folder, { readOnly: true });
    return await work(client);
  } catch (error) {
    throw imapFailure(error, server, folder);
  } finally {
    client.close();
  }
}

async function findAll(client: ImapFlow, messageIds: readonly string[]): Promise<Map<string, Instant>> {
  const found = new Map<string, Instant>();
  for (const messageId of messageIds) {
    const uids = (await client.search({ header: { "Message-ID": messageId } }, { uid: true })) || [];
    const cameAt = uids.length === 0 ? null : await earliestDate(client, uids);
    if (cameAt !== null) found.set(messageId, cameAt);
  }
  return found;
}

async function earliestDate(client: ImapFlow, uids: readonly number[]): Promise<Instant | null> {
  let earliest = Number.POSITIVE_INFINITY;
  for await (const item of client.fetch(sequenceSet(uids), { uid: true, internalDate: true }, { uid: true })) {
    const date = item.internalDate === undefined ? Number.NaN : new Date(item.internalDate).getTime();
    if (!Number.isNaN(date)) earliest = Math.min(earliest, date);
  }
  return Number.isFinite(earliest) ? instant(earliest) : null;
}
