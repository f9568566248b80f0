import { randomBytes } from "node:crypto";
import type { Kysely } from "kysely";
import { openDatabase } from "../../src/adapters/postgres/database.ts";
import type { Schema } from "../../src/adapters/postgres/schema.ts";
import { createUnitOfWork } from "../../src/adapters/postgres/unit-of-work.ts";
import type { SmtpOptions } from "../../src/adapters/smtp/smtp-options.ts";
import { createSmtpSender } from "../../src/adapters/smtp/smtp-sender.ts";
import { SYSTEM } from "../../src/domain/audit/audit-event.ts";
import type { MailSender } from "../../src/usecases/ports/mail-sender.ts";
import type { NewOutboxMail, OutboxMail } from "../../src/usecases/ports/outbox-store.ts";
import type { UnitOfWork } from "../../src/usecases/ports/unit-of-work.ts";
import { type OutboxResolution, type ResolveOutboxResult, resolveOutbox } from "../../src/usecases/resolve-outbox.ts";
import type { SendOutboxServices } from "../../src/usecases/send-outbox.ts";
import { silentLog } from "./silent-log.ts";

export interface OutboxDesk {
  database: Kysely<Schema>;
  unitOfWork: UnitOfWork;
  services: SendOutboxServices;
  sender: MailSender;
  /** What the hooks and the meter were told. */
  told: string[];
  queue(change?: Partial<NewOutboxMail>): Promise<number>;
  row(id: number): Promise<OutboxMail>;
  close(): Promise<void>;
}

/** An outbox on a test database that sends to a server on this machine. */
export function openOutboxDesk(url: string, smtpPort: number, options: Partial<SmtpOptions> = {}): OutboxDesk {
  const database = openDatabase({ url, log: silentLog, maxConnections: 4 });
  const unitOfWork = createUnitOfWork(database);
  const server = { host: "127.0.0.1", port: smtpPort, security: "none", user: null, password: null } as const;
  const sender = createSmtpSender(server, options);
  const told: string[] = [];
  const services: SendOutboxServices = {
    unitOfWork,
    waysOut: [{ mailboxId: 0, mailbox: "support", routes: [{ name: "first", sender }] }],
    onRouteNews: async (_, { kind, route }) => void told.push(`${route} ${kind}`),
    journalAddress: null,
    randomness: { bytes: (count) => randomBytes(count), fraction: () => 0.5 },
    log: silentLog,
    meter: { count: (event, mailClass) => told.push(`${event} ${mailClass}`) },
    onReplySent: async (_, mail) => void told.push(`reply ${mail.id} sent`),
    onFailed: async (_, mail, failed) => void told.push(`failed ${mail.id} ${failed.map((it) => it.address).join()}`),
  };
  return {
    database,
    unitOfWork,
    services,
    sender,
    told,
    queue: (change) => queue(unitOfWork, change ?? {}),
    async row(id) {
      const found = await unitOfWork.reading.outbox.find(id);
      if (found === null) throw new Error(`no outbox row ${id}`);
      return found;
    },
    async close() {
      await sender.close();
      await database.destroy();
    },
  };
}

/** What somebody of operations decides about a mail. */
export function decide(
  { unitOfWork, onReplySent }: Pick<SendOutboxServices, "unitOfWork" | "onReplySent">,
  id: number,
  resolution: OutboxResolution,
): Promise<ResolveOutboxResult> {
  return unitOfWork.transaction((stores) =>
    resolveOutbox(stores, { onReplySent }, { id, resolution, actor: "ops", by: SYSTEM }),
  );
}

function queue(unitOfWork: UnitOfWork, change: Partial<NewOutboxMail>): Promise<number> {
  return unitOfWork.transaction(async ({ outbox }) => {
    const id = await outbox.nextId();
    await outbox.insert({
      id,
      ticketId: null,
      messageRowId: null,
      class: "reply",
      mailboxId: null,
      messageId: `<o.${id}@desk.example>`,
      envelopeFrom: "support@desk.example",
      bytes: Buffer.from(`Message-ID: <o.${id}@desk.example>\r\nSubject: ${id}\r\n\r\n${"Hej igen.\r\n".repeat(30)}`),
      recipients: [{ address: "kirsten@north.example", role: "requester" }],
      notBefore: null,
      ...change,
    });
    return id;
  });
}
