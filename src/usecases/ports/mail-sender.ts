import type { SendResult } from "../../domain/outbound/send-result.ts";

export interface SendRequest {
  /** Empty for the null sender. */
  envelopeFrom: string;
  recipients: readonly string[];
  bytes: Uint8Array;
}

/** One way out: a server that takes mail. */
export interface MailSender {
  /**
   * One attempt, never more. All but the last bytes are given away; then `onCommitPending` is awaited, and only when it gave true does the final
   * dot go out. Until then the mail is provably unsent. Every fault of the other side is a result; only misuse throws.
   */
  send(request: SendRequest, onCommitPending: () => Promise<boolean>): Promise<SendResult>;
  /** Connects, logs in and leaves again; throws an AdapterError that says what is wrong. */
  check(): Promise<void>;
  close(): Promise<void>;
}
