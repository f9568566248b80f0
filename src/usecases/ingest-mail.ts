import { type AcceptMailDeps, acceptMail } from "./accept-mail.ts";
import { contentUid } from "./content-uid.ts";
import type { FoundMail, MailSource } from "./ports/mail-source.ts";
import type { ArrivedMail } from "./ports/mailbox-store.ts";

export interface IngestMailDeps extends AcceptMailDeps {
  source: MailSource;
}

export interface IngestRequest {
  paths: readonly string[];
  mailboxId: number;
  /**
   * Whether clocks may start when the topmost Received header says that the mail came in. Only for files that can be
   * trusted to be true; otherwise a mail counts from its acceptance.
   */
  trustReceived: boolean;
}

/** What came of the paths. `known` mails were in the mailbox before, from another file or from its server. */
export interface IngestResult {
  read: number;
  accepted: number;
  known: number;
  skipped: number;
  unreadable: { place: string; why: string }[];
}

const BATCH = { mails: 50, bytes: 8_000_000 };
/** Where ingested mails are sighted. */
export const INGEST_PLACE = { channel: "ingest", folder: "ingest", uidvalidity: 1 } as const;

/**
 * Takes mails from files in through the one door, into a mailbox of the desk, so that one that was also read from its server
 * is the same inbound email. Sightings are in the folder `ingest`: the same file again is the same sighting, and
 * changes nothing.
 */
export async function ingestMail(deps: IngestMailDeps, request: IngestRequest): Promise<IngestResult> {
  const result: IngestResult = { read: 0, accepted: 0, known: 0, skipped: 0, unreadable: [] };
  let batch: ArrivedMail[] = [];
  let bytes = 0;
  const flush = async () => {
    await acceptBatch(deps, request.mailboxId, batch, result);
    batch = [];
    bytes = 0;
  };
  for await (const found of deps.source.readMails(request.paths)) {
    const mail = note(found, request.trustReceived, result);
    if (!mail) continue;
    if (batch.length >= BATCH.mails || bytes + mail.size > BATCH.bytes) await flush();
    batch.push(mail);
    bytes += mail.size;
  }
  await flush();
  return result;
}

function note(found: FoundMail, trustReceived: boolean, result: IngestResult): ArrivedMail | null {
  if (found.kind === "skipped") {
    result.skipped += 1;
    return null;
  }
  if (found.kind === "unreadable") {
    result.unreadable.push({ place: found.place, why: found.why });
    return null;
  }
  result.read += 1;
  return toArrivedMail(found, trustReceived);
}

/** A mail from a file as it goes through the door. */
export function toArrivedMail(found: Extract<FoundMail, { kind: "mail" }>, trustReceived: boolean): ArrivedMail {
  return {
    uid: contentUid(found.sha256),
    sha256: found.sha256,
    bytes: found.bytes,
    size: found.bytes.length,
    internalDate: trustReceived ? found.receivedAt : null,
  };
}

async function acceptBatch(
  deps: IngestMailDeps,
  mailboxId: number,
  mails: readonly ArrivedMail[],
  result: IngestResult,
): Promise<void> {
  if (mails.length === 0) return;
  const accepted = await acceptMail(deps, { ...INGEST_PLACE, mailboxId, epoch: null, mails });
  // Without a lease there is nothing that could be fenced.
  const newEmails = accepted.kind === "accepted" ? accepted.newEmails : 0;
  result.accepted += newEmails;
  result.known += mails.length - newEmails;
}
