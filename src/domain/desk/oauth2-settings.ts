import type { LocalDate } from "../time/local-date.ts";

/** How an access token is got (RFC 6749): the application speaks for itself (4.4), or a person consented once (6). */
export const OAUTH2_GRANTS = ["client_credentials", "refresh_token"] as const;

export type OAuth2Grant = (typeof OAUTH2_GRANTS)[number];

/** How the logins of a mailbox get their access tokens. Holds secrets: never logged or printed (see `storedDesk`). */
export interface OAuth2Settings {
  readonly grant: OAuth2Grant;
  readonly tokenUrl: string;
  readonly clientId: string;
  readonly clientSecret: string | null;
  /** What the consent gave; a later one that the endpoint hands out takes its place. */
  readonly refreshToken: string | null;
  readonly scope: string | null;
  /** The last day on which the secret or the consent is good; null: nobody knows. */
  readonly secretExpires: LocalDate | null;
}
