import { type Instant, instant } from "../time/instant.ts";
import type { ReplyRecipient } from "./reply-address.ts";

const DAY_MILLISECONDS = 86_400_000;
/** Threat T7: an agent's reply address is worthless after 30 days. A customer finds an old mail after a year and answers it. */
const LIFETIME_DAYS = { agent: 30, requester: 400 } as const;

/** Until when a reply address made now is good. */
export function replyAddressExpiry(recipient: ReplyRecipient["kind"], now: Instant): Instant {
  return instant(now + LIFETIME_DAYS[recipient] * DAY_MILLISECONDS);
}
