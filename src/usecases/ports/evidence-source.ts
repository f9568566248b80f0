import type { Instant } from "../../domain/time/instant.ts";

/** A place where what a server took for delivery can be seen. */
export interface EvidenceSource {
  /** What it is called in the record, such as `journal`. */
  readonly name: string;
  /** When each of these mails came there, by Message-ID; those that did not are left out. Every failure is an `AdapterError`. */
  find(messageIds: readonly string[]): Promise<ReadonlyMap<string, Instant>>;
}
