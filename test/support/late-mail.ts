import { createHash } from "node:crypto";
import { sql } from "kysely";
import { type Instant, instant } from "../../src/domain/time/instant.ts";
import { fileMailboxes } from "../../src/usecases/filing/file-mailboxes.ts";
import type { TestDesk } from "./open-test-desk.ts";

export interface LateMail {
  /** Left of the `@` of its Message-ID. */
  id: string;
  /** Such ids of the mails that it names, oldest first; the last one is its In-Reply-To. */
  names?: readonly string[];
  /** How long ago the mail server had it; absent: it has just come. */
  minutesAgo?: number;
  from?: string;
  proved?: boolean;
  text?: string;
  headers?: readonly string[];
  /** Which of the desk's mailboxes, by its place; 0 unless given. */
  mailbox?: number;
}

const MINUTE_MS = 60_000;
let uid = 0;

export function writeLate({ id, names = [], from = "lars@north.example", proved = true, ...more }: LateMail): string {
  const { text = `Det er mail ${id}, kan I hjælpe?`, headers = [] } = more;
  const domain = from.slice(from.indexOf("@") + 1);
  const named = names.map((name) => `<${name}@north.example>`);
  return [
    `Authentication-Results: mx.desk.example; dmarc=${proved ? "pass" : "none"} header.from=${domain}`,
    `From: ${from}`,
    "To: support@desk.example",
    `Subject: ${named.length > 0 ? "SV: " : ""}Anlægget`,
    "Date: Tue, 24 Nov 2026 10:00:00 +0100",
    `Message-ID: <${id}@north.example>`,
    ...(named.length > 0 ? [`In-Reply-To: ${named.at(-1)}`, `References: ${named.join(" ")}`] : []),
    ...headers,
    "Content-Type: text/plain; charset=utf-8",
    "",
    text,
    "",
  ].join("\r\n");
}

/** Files one mail as it lay in a mailbox of the desk since then. Gives the ticket that it is on, if any. */
export async function fileLate(desk: TestDesk, mail: LateMail): Promise<number | null> {
  await acceptLate(desk, mail);
  await fileMailboxes(desk.open.filing);
  const { rows } = await findFiling(desk, mail.id);
  return rows[0]?.ticket_id ?? null;
}

export async function acceptLate(desk: TestDesk, mail: LateMail): Promise<void> {
  const { unitOfWork, mailboxIds } = desk.open;
  const bytes = Buffer.from(writeLate(mail));
  uid += 1;
  const accepted = await unitOfWork.reading.mailboxes.accept({
    mailboxId: [...mailboxIds.values()][mail.mailbox ?? 0] ?? 0,
    epoch: null,
    channel: "ingest",
    folder: "late",
    uidvalidity: 1,
    mails: [
      {
        uid,
        sha256: createHash("sha256").update(bytes).digest("hex"),
        bytes,
        size: bytes.length,
        internalDate: await ago(desk, mail.minutesAgo),
      },
    ],
  });
  if (accepted.kind !== "accepted") throw new Error("the mail was not accepted");
}

async function ago(desk: TestDesk, minutes: number | undefined): Promise<Instant | null> {
  if (minutes === undefined) return null;
  return instant((await desk.open.unitOfWork.reading.now()) - minutes * MINUTE_MS);
}

function findFiling(desk: TestDesk, id: string) {
  return sql<{ ticket_id: number | null }>`
    select filing.ticket_id from filing join inbound_email on inbound_email.id = inbound_email_id
    where message_id = ${`<${id}@north.example>`} order by filing.inbound_email_id desc`.execute(desk.open.database);
}
