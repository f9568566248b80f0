import type { StatedRequest } from "../../domain/filing/stated-request.ts";
import type { Instant } from "../../domain/time/instant.ts";
import { encodeHex } from "../hex.ts";
import type { MailComposer } from "../ports/mail-composer.ts";
import type { Randomness } from "../ports/randomness.ts";

/** A request that was no mail: its words, its files, and what is said of it. Subject and names are one line; addresses can be mailed. */
export interface TicketRequest {
  readonly stated: StatedRequest;
  readonly subject: string;
  readonly text: string;
  /** What makes it the same request when it is sent again: without it, every one is new. */
  readonly sameAs?: { readonly id: string; readonly at: Instant };
  readonly attachments: readonly {
    readonly filename: string;
    readonly contentType: string;
    readonly content: Uint8Array;
  }[];
}

export interface ComposeRequestDeps {
  /** Without DKIM: this mail leaves nobody's house. */
  readonly composer: MailComposer;
  readonly randomness: Randomness;
  readonly desk: { readonly address: string; readonly name: string };
}

const ID_BYTES = 16;

/**
 * The mail that the requester would have written. Its Message-ID is new each time, since two callers may say the same; a request that names
 * what it is the same as becomes the same bytes, and so the same inbound email. It is not one of ours, which would make it a loop.
 */
export async function composeRequest(
  deps: ComposeRequestDeps,
  request: TicketRequest,
  now: Instant,
): Promise<Uint8Array> {
  const { address, name } = deps.desk;
  const domain = address.slice(address.lastIndexOf("@") + 1);
  return await deps.composer.compose({
    messageId: `<request.${request.sameAs?.id ?? encodeHex(deps.randomness.bytes(ID_BYTES))}@${domain}>`,
    date: request.sameAs?.at ?? now,
    from: request.stated.requester,
    replyTo: null,
    to: [{ address, name }],
    cc: [],
    subject: request.subject,
    inReplyTo: null,
    references: [],
    headers: [],
    text: request.text,
    html: null,
    attachments: request.attachments,
  });
}
