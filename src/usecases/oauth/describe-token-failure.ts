import type { OAuth2Settings } from "../../domain/desk/oauth2-settings.ts";
import { formatInstant, type Instant } from "../../domain/time/instant.ts";
import type { TokenAnswer } from "../ports/token-endpoint.ts";

/** RFC 6749 section 5.2. */
const MENDS: Readonly<Record<string, string>> = {
  invalid_client: "correct clientId and clientSecret, which may have run out",
  unauthorized_client: "allow the client this grant, or correct clientId",
  invalid_scope: "correct scope",
  unsupported_grant_type: "correct grant, or tokenUrl",
  not_found: "correct tokenUrl",
};
const RENEW = "give the consent anew, and set the new refresh token where refreshToken is taken from";
const CONSENT = `the consent was withdrawn or has run out: ${RENEW}`;

/**
 * Why there is no access token and how to mend it, in a sentence that holds no secret. `interruptedAt`: a renewal began then and its
 * answer was never stored.
 */
export function describeTokenFailure(
  { mailbox, settings }: { readonly mailbox: string; readonly settings: OAuth2Settings },
  answer: Exclude<TokenAnswer, { kind: "token" }>,
  interruptedAt: Instant | null,
): string {
  const who = `The token endpoint ${hostOf(settings.tokenUrl)} of mailbox ${mailbox}`;
  if (answer.kind === "unavailable") {
    return `${who} gave no access token (${answer.why}): see that it can be reached and that tokenUrl is right. It is asked again.`;
  }
  return `${who} refused an access token (${answer.error}): ${mendOf(settings, answer.error, interruptedAt)}. It is asked again at most 6 times an hour.`;
}

function mendOf({ grant }: OAuth2Settings, error: string, interruptedAt: Instant | null): string {
  if (error === "invalid_grant" && grant === "refresh_token") {
    return interruptedAt === null ? CONSENT : `${lostSince(interruptedAt)}: ${RENEW}`;
  }
  return MENDS[error] ?? "correct auth.oauth2 of the mailbox in the desk file";
}

function lostSince(at: Instant): string {
  return `the desk ended in the middle of the renewal that began at ${formatInstant(at)}, and the new refresh token that the endpoint handed out then was lost with it`;
}

function hostOf(url: string): string {
  return /^https?:\/\/(?:[^/@]*@)?([^/?#]+)/i.exec(url)?.[1] ?? "";
}
