import { asStated, type StatedRequest } from "../../domain/filing/stated-request.ts";
import { contentUid } from "../content-uid.ts";
import { fileMail } from "../filing/file-mail.ts";
import type { FilingDeps } from "../filing/file-mailboxes.ts";
import { createReadAgain } from "../filing/read-again.ts";
import { filingContextInForce } from "../organisations/desk-in-force.ts";
import { isDatabaseFailure } from "../ports/adapter-error.ts";
import type { Channel } from "../ports/mailbox-store.ts";
import type { Ticket } from "../ports/ticket-store.ts";
import type { Stores } from "../ports/unit-of-work.ts";
import { type ComposeRequestDeps, composeRequest, type TicketRequest } from "./compose-request.ts";

export interface TakeRequestDeps extends ComposeRequestDeps {
  readonly filing: FilingDeps;
  /** The mailbox whose mail it becomes, and which the ticket's mails go out by. */
  readonly mailboxId: number;
  /** SHA-256 of bytes, in hexadecimal. */
  readonly sha256: (bytes: Uint8Array) => string;
}

export type RequestChannel = Extract<Channel, "api" | "form">;

export interface TakenRequest {
  readonly inboundEmailId: number;
  /** False: the same one was taken before, and nothing was changed. */
  readonly isNew: boolean;
  /** Null: it is stored and could not be filed now, or was not new; it is filed as any mail that could not be. */
  readonly ticket: Ticket | null;
}

/**
 * Takes a request in through the door of all mail: a mail is written of it, accepted, and filed at once, in the caller's transaction. Once that
 * commits the request is the desk's to answer, whatever became of its filing.
 */
export async function takeRequest(
  stores: Stores,
  deps: TakeRequestDeps,
  channel: RequestChannel,
  request: TicketRequest,
): Promise<TakenRequest> {
  const bytes = await composeRequest(deps, request, await stores.now());
  const { stated } = request;
  const { inboundEmailId, isNew } = await storeRequest(stores, deps, { channel, stated, bytes });
  const ticket = isNew ? await fileNow(stores, deps, { inboundEmailId, bytes, stated }) : null;
  return { inboundEmailId, isNew, ticket };
}

/** Accepts the mail that was written of a request; `isNew` is false where these bytes were accepted before. */
export async function storeRequest(
  stores: Stores,
  { mailboxId, sha256: digestOf }: Pick<TakeRequestDeps, "mailboxId" | "sha256">,
  { channel, stated, bytes }: { channel: RequestChannel; stated: StatedRequest; bytes: Uint8Array },
): Promise<{ inboundEmailId: number; isNew: boolean }> {
  await stores.erasures.delayErasures();
  const sha256 = digestOf(bytes);
  const accepted = await stores.mailboxes.accept({
    mailboxId,
    epoch: null,
    channel,
    folder: channel,
    uidvalidity: 1,
    mails: [{ uid: contentUid(sha256), sha256, bytes, size: bytes.length, internalDate: null, stated }],
  });
  const inboundEmailId = accepted.kind === "accepted" ? accepted.inboundEmailIds[0] : undefined;
  if (accepted.kind !== "accepted" || inboundEmailId === undefined) throw new Error("a request was not accepted");
  return { inboundEmailId, isNew: accepted.newEmails > 0 };
}

/** Whatever keeps it from being filed keeps nobody from having been heard: the next look at the mailbox files it. */
async function fileNow(
  stores: Stores,
  { filing, mailboxId }: TakeRequestDeps,
  { inboundEmailId, bytes, stated }: { inboundEmailId: number; bytes: Uint8Array; stated: TicketRequest["stated"] },
): Promise<TakenRequest["ticket"]> {
  const options = { ...filing.parseOptionsFor(mailboxId), dns: "none" } as const;
  try {
    const parsed = await filing.parser.parse(bytes, options);
    if (!parsed.ok) throw new Error(parsed.why);
    const now = await stores.now();
    const toFile = {
      inboundEmailId,
      mailboxId,
      mail: asStated(parsed.mail, stated),
      stated,
      receivedAt: now,
      now,
      readAttachments: () => filing.parser.readAttachments(bytes),
      readAgain: createReadAgain(filing.parser, options),
    };
    const context = await filingContextInForce(stores, filing.context);
    return await stores.savepoint(async () => {
      const { ticketId } = await fileMail(stores, context, toFile);
      return ticketId === null ? null : await stores.tickets.find(ticketId);
    });
  } catch (error) {
    if (isDatabaseFailure(error)) throw error;
    filing.log.error({ inboundEmailId, err: error }, "request could not be filed at once");
    return null;
  }
}
