import { instant } from "../time/instant.ts";
import { type ReplyTokenContext, readReplyToken } from "./reply-address.ts";

/**
 * Whether the desk takes mail for this address: its own, or a reply address that it signed. One that has run out still
 * counts, since its holder may write; an unsigned sub-address is nobody's (threat T3).
 */
export function isDeskRecipient(address: string, context: Omit<ReplyTokenContext, "now">): boolean {
  if (address.toLowerCase() === context.deskAddress.toLowerCase()) return true;
  return readReplyToken(address, { ...context, now: instant(0) }).kind === "granted";
}
