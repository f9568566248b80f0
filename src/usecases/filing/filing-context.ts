import type { Desk } from "../../domain/desk/desk.ts";
import type { Instant } from "../../domain/time/instant.ts";
import type { ClockContext } from "../clock/clock-context.ts";
import type { Log } from "../ports/log.ts";
import type { Pseudonyms } from "../ports/pseudonyms.ts";
import type { Randomness } from "../ports/randomness.ts";
import type { Signer } from "../ports/signer.ts";
import type { QueueMailServices } from "../queue-mail.ts";

/** What filing needs beside the stores of its transaction. */
export interface FilingContext {
  readonly desk: Desk;
  readonly clock: ClockContext;
  readonly mail: QueueMailServices;
  readonly signer: Signer;
  /** The base of links in mail, without a slash at its end. */
  readonly publicUrl: string;
  readonly randomness: Randomness;
  readonly log: Log;
  /** After a restore: what was due to customers before this instant may have been sent by the lost database. Null: there was none. */
  readonly doubtedUntil: Instant | null;
  /** Null: the key of the codes cannot be opened, and nobody who was erased is known again. */
  readonly pseudonyms: Pseudonyms | null;
}
