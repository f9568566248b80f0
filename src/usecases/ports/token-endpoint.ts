import type { OAuth2Settings } from "../../domain/desk/oauth2-settings.ts";

/** What an endpoint answered (RFC 6749 section 5). */
export type TokenAnswer =
  | {
      readonly kind: "token";
      readonly accessToken: string;
      readonly lifetimeSeconds: number;
      /** A new refresh token, in place of the one used; null: that one stays good. */
      readonly refreshToken: string | null;
      readonly refreshLifetimeSeconds: number | null;
    }
  /** Asking again changes nothing until a person has mended it. `error` is a code such as `invalid_grant`. */
  | { readonly kind: "refused"; readonly error: string }
  /** Down, slow, overloaded or broken: it may be asked again later. `why` holds nothing that it sent. */
  | { readonly kind: "unavailable"; readonly why: string };

/** The OAuth2 endpoints that hand out access tokens. */
export interface TokenEndpoint {
  /** Never fails: whatever goes wrong is an answer. `refreshToken` is the newest one known. */
  ask(settings: OAuth2Settings, refreshToken: string | null): Promise<TokenAnswer>;
}
