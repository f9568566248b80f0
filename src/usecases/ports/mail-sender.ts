import type { RecipientAnswer, SendResult } from "../../domain/outbound/send-result.ts";

export interface SendRequest {
  /** Empty for the null sender. */
  envelopeFrom: string;
  recipients: readonly string[];
  bytes: Uint8Array;
  /** Message-ID of a mail whose delivery is to be reported to `envelopeFrom`, by servers that can (RFC 3461); else only its failure is. */
  reportDeliveryOf?: string | null;
}

/** Asked before the final dot leaves, with whom the server has refused so far; true lets it go. */
export type OnCommitPending = (refusals: readonly RecipientAnswer[]) => Promise<boolean>;

/** One way out: a server that takes mail. */
export interface MailSender {
  /**
   * One attempt, never more. All but the last bytes are given away; then `onCommitPending` is awaited, and only when it gave true does the final
   * dot go out. Until then the mail is provably unsent. Every fault of the other side is a result; only misuse throws.
   */
  send(request: SendRequest, onCommitPending: OnCommitPending): Promise<SendResult>;
  /** Connects, logs in and leaves again; throws an AdapterError that says what is wrong. */
  check(): Promise<void>;
  close(): Promise<void>;
}
