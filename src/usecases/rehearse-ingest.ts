import { startedAt } from "../domain/ticket/started-at.ts";
import { fileMail } from "./filing/file-mail.ts";
import type { FilingDeps } from "./filing/file-mailboxes.ts";
import { createReadAgain } from "./filing/read-again.ts";
import { INGEST_PLACE, toArrivedMail } from "./ingest-mail.ts";
import type { FilingDecision } from "./ports/inbound-store.ts";
import type { MailParser } from "./ports/mail-parser.ts";
import type { FoundMail, MailSource } from "./ports/mail-source.ts";
import type { Stores } from "./ports/unit-of-work.ts";

export interface RehearseDeps extends Pick<FilingDeps, "unitOfWork" | "context" | "parseOptionsFor"> {
  source: MailSource;
  parser: MailParser;
}

/** What would come of one mail. `known`: it is in the mailbox already. */
export type Rehearsed = { place: string } & (
  | { outcome: FilingDecision; subject: string; from: string | null; reasons: readonly string[] }
  | { outcome: "known" | "quarantined" | "skipped" | "unreadable"; reasons: readonly string[] }
);

/**
 * What `ingestMail` and the filing after it would do, without doing it: each mail is accepted and filed in a transaction of its
 * own that is rolled back. So each is judged as if it came alone: a reply to a mail of the same paths opens a ticket here.
 */
export async function* rehearseIngest(
  deps: RehearseDeps,
  request: { paths: readonly string[]; mailboxId: number; trustReceived: boolean },
): AsyncGenerator<Rehearsed> {
  for await (const found of deps.source.readMails(request.paths)) {
    if (found.kind === "mail") yield await rehearse(deps, request, found);
    else yield { place: found.place, outcome: found.kind, reasons: found.kind === "unreadable" ? [found.why] : [] };
  }
}

/** Carries the outcome out of a transaction that must not be kept. */
class RolledBack extends Error {
  readonly rehearsed: Rehearsed;

  constructor(rehearsed: Rehearsed) {
    super("a rehearsal keeps nothing");
    this.rehearsed = rehearsed;
  }
}

async function rehearse(
  deps: RehearseDeps,
  request: { mailboxId: number; trustReceived: boolean },
  found: Extract<FoundMail, { kind: "mail" }>,
): Promise<Rehearsed> {
  try {
    return await deps.unitOfWork.transaction(async (stores) => {
      throw new RolledBack(await acceptAndFile(deps, stores, request, found));
    });
  } catch (error) {
    if (error instanceof RolledBack) return error.rehearsed;
    throw error;
  }
}

async function acceptAndFile(
  deps: RehearseDeps,
  stores: Stores,
  request: { mailboxId: number; trustReceived: boolean },
  found: Extract<FoundMail, { kind: "mail" }>,
): Promise<Rehearsed> {
  const { place, bytes } = found;
  const { mailboxId } = request;
  const arrived = toArrivedMail(found, request.trustReceived);
  const accepted = await stores.mailboxes.accept({ ...INGEST_PLACE, mailboxId, epoch: null, mails: [arrived] });
  const inboundEmailId = accepted.kind === "accepted" ? accepted.inboundEmailIds[0] : undefined;
  if (accepted.kind !== "accepted" || accepted.newEmails === 0 || inboundEmailId === undefined) {
    return { place, outcome: "known", reasons: ["the same mail is in this mailbox already"] };
  }
  const parsed = await deps.parser.parse(bytes, deps.parseOptionsFor(mailboxId));
  if (!parsed.ok) return { place, outcome: "quarantined", reasons: [parsed.why] };
  const { mail } = parsed;
  const now = await stores.now();
  const receivedAt = startedAt(now, arrived.internalDate, mail.topmostTrustedReceivedAt);
  const readAttachments = () => deps.parser.readAttachments(bytes);
  const readAgain = createReadAgain(deps.parser, deps.parseOptionsFor(mailboxId));
  const toFile = { inboundEmailId, mailboxId, mail, receivedAt, now, readAttachments, readAgain };
  const decided = await fileMail(stores, deps.context, toFile);
  const from = mail.from?.address ?? null;
  return { place, outcome: decided.decision, subject: mail.subject, from, reasons: decided.reasons };
}
