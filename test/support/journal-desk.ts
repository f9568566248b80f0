import { startImapServer } from "../../src/adapters/embedded/start-imap-server.ts";
import { type SmtpFailure, type SmtpPhase, startSmtpServer } from "../../src/adapters/embedded/start-smtp-server.ts";
import { createJournal } from "../../src/adapters/imap/create-journal.ts";
import { seekEvidence } from "../../src/usecases/seek-evidence.ts";
import { type OutboxDesk, openOutboxDesk } from "./outbox-desk.ts";
import { silentLog } from "./silent-log.ts";

export const JOURNAL = "journal@desk.example";

export interface JournalDesk {
  desk: OutboxDesk;
  smtpPort: number;
  /** What each address but the journal's was handed, in order. */
  copies: { address: string; bytes: Buffer }[];
  /** Asked at every step of every delivery. */
  failures: { at: (phase: SmtpPhase, subject: string) => SmtpFailure | null };
  seek(): Promise<number>;
  stopJournal(): Promise<void>;
  stop(): Promise<void>;
}

/** An outbox whose mails also go to a journal: a mailbox on a real IMAP server behind the same SMTP server. */
export async function openJournalDesk(databaseUrl: string): Promise<JournalDesk> {
  const login = { user: JOURNAL, password: "a password of the tests" };
  const imap = await startImapServer(login);
  const copies: JournalDesk["copies"] = [];
  const failures: JournalDesk["failures"] = { at: () => null };
  const smtp = await startSmtpServer({
    failAt: (phase, subject) => failures.at(phase, subject),
    deliver: ({ recipients, bytes }) => {
      for (const address of recipients) {
        if (address === JOURNAL) imap.append(bytes);
        else copies.push({ address, bytes });
      }
    },
  });
  // A server that falls silent must not take minutes of a test.
  const desk = openOutboxDesk(databaseUrl, smtp.port, {
    connectTimeoutMs: 2_000,
    envelopeTimeoutMs: 2_000,
    answerTimeoutMs: 2_000,
  });
  desk.services = { ...desk.services, journalAddress: JOURNAL };
  const server = { host: "127.0.0.1", port: imap.port, security: "none", ...login } as const;
  const source = createJournal({ server, folder: "INBOX", log: silentLog });
  return {
    desk,
    smtpPort: smtp.port,
    copies,
    failures,
    seek: () => seekEvidence({ ...desk.services, source }),
    stopJournal: () => imap.stop(),
    stop: async () => {
      await desk.close();
      await smtp.stop();
      await imap.stop();
    },
  };
}
