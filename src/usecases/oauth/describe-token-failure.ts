import type { OAuth2Settings } from "../../domain/desk/oauth2-settings.ts";
import type { TokenAnswer } from "../ports/token-endpoint.ts";

/** RFC 6749 section 5.2. */
const MENDS: Readonly<Record<string, string>> = {
  invalid_client: "correct clientId and clientSecret, which may have run out",
  unauthorized_client: "allow the client this grant, or correct clientId",
  invalid_scope: "correct scope",
  unsupported_grant_type: "correct grant, or tokenUrl",
  not_found: "correct tokenUrl",
};
const CONSENT =
  "the consent was withdrawn or has run out: give it anew, and set the new refresh token where refreshToken is taken from";

/** Why there is no access token and how to mend it, in a sentence that holds no secret. */
export function describeTokenFailure(
  mailbox: string,
  settings: OAuth2Settings,
  answer: Exclude<TokenAnswer, { kind: "token" }>,
): string {
  const who = `The token endpoint ${hostOf(settings.tokenUrl)} of mailbox ${mailbox}`;
  if (answer.kind === "unavailable") {
    return `${who} gave no access token (${answer.why}): see that it can be reached and that tokenUrl is right. It is asked again.`;
  }
  return `${who} refused an access token (${answer.error}): ${mendOf(settings, answer.error)}. It is asked again at most 6 times an hour.`;
}

function mendOf({ grant }: OAuth2Settings, error: string): string {
  if (error === "invalid_grant" && grant === "refresh_token") return CONSENT;
  return MENDS[error] ?? "correct auth.oauth2 of the mailbox in the desk file";
}

function hostOf(url: string): string {
  return /^https?:\/\/(?:[^/@]*@)?([^/?#]+)/i.exec(url)?.[1] ?? "";
}
