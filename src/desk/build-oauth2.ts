import type { OAuth2Settings } from "../domain/desk/oauth2-settings.ts";
import { parseLocalDate } from "../domain/time/local-date.ts";
import { readUrl } from "../domain/web/read-url.ts";
import type { DeskPath, Finding } from "./desk-fault.ts";
import type { DeskFile } from "./desk-file.ts";
import { isLoopback } from "./parse-mail-url.ts";

type FileOAuth2 = NonNullable<NonNullable<DeskFile["mailboxes"]>[number]["auth"]>["oauth2"];

/** `auth.oauth2` of a mailbox; what its keys mean together is checked here. */
export function buildOAuth2(file: FileOAuth2, path: DeskPath, findings: Finding[]): OAuth2Settings {
  const report = (key: string, message: string) => findings.push({ path: [...path, key], message });
  const urlFault = tokenUrlFault(file.tokenUrl);
  if (urlFault !== null) report("tokenUrl", urlFault);
  if (file.grant === "refresh_token" && file.refreshToken === undefined) {
    report("grant", "refresh_token needs refreshToken; set it to the one that the consent gave");
  }
  if (file.grant === "client_credentials" && file.clientSecret === undefined) {
    report("grant", "client_credentials needs clientSecret; set it to the secret of the client");
  }
  const secretExpires = file.secretExpires === undefined ? null : parseLocalDate(file.secretExpires);
  if (file.secretExpires !== undefined && secretExpires === null) {
    report("secretExpires", `${file.secretExpires} is not a day of the calendar; correct the date`);
  }
  return {
    grant: file.grant,
    tokenUrl: file.tokenUrl,
    clientId: file.clientId,
    clientSecret: file.clientSecret ?? null,
    refreshToken: file.refreshToken ?? null,
    scope: file.scope ?? null,
    secretExpires,
  };
}

function tokenUrlFault(text: string): string | null {
  const url = readUrl(text);
  if (url !== null && hasLogin(url)) {
    return "it holds a user or a password, which no request carries; set clientId and clientSecret in their place";
  }
  // A name that is not set has been reported by that name.
  const isFine = text.includes("${") || (url !== null && isSafe(url));
  return isFine ? null : "secrets are sent there, so it must be a URL that begins with https://";
}

function hasLogin({ username, password }: URL): boolean {
  return username !== "" || password !== "";
}

function isSafe({ protocol, hostname }: URL): boolean {
  return protocol === "https:" || (protocol === "http:" && isLoopback(hostname.replace(/^\[|\]$/g, "")));
}
