import type { Instant } from "../../domain/time/instant.ts";

/** What is known of a mailbox's tokens. Instants are by the machine's clock, since tokens run out by the world's time. */
export interface TokenState {
  /** Digest of the settings with which all of this was got: under others it means nothing. */
  readonly settingsId: string;
  /** Sealed. */
  readonly accessToken: string | null;
  readonly issuedAt: Instant | null;
  readonly renewAt: Instant | null;
  readonly expiresAt: Instant | null;
  /** Sealed; only where the endpoint handed out a newer one than the desk file has. */
  readonly refreshToken: string | null;
  readonly refreshExpiresAt: Instant | null;
  /** Whether the last renewal put that off: then it never comes as long as the desk runs. True until it is known. */
  readonly isRefreshRolling: boolean;
  readonly failure: TokenFailure | null;
  /** When an attempt began that never ended, if no token was got since: what the endpoint handed out then is lost. */
  readonly interruptedAt?: Instant | null;
}

/** Asking an endpoint, which may spend the only refresh token there is. */
export interface TokenAttempt {
  /** When the last attempt began, if its process ended before the answer was stored; null otherwise. */
  readonly unfinishedAt: Instant | null;
  /** To be called before the endpoint is asked: recorded at once, whatever becomes of the process. */
  begin(): Promise<void>;
}

/** The last tries failed. Kept with the tokens, so that all processes together do not ask too often. */
export interface TokenFailure {
  /** Digest of the settings and secrets that failed: others are tried at once. */
  readonly triedWith: string;
  readonly code: "token-refused" | "token-unavailable";
  readonly message: string;
  readonly count: number;
  readonly notBefore: Instant;
}

/** The tokens of the mailboxes. */
export interface TokenStore {
  /**
   * Runs work while nobody else, in any process, touches this mailbox's tokens; what it keeps is stored for good when this
   * ends, and an attempt that began is over. `now` is the machine's clock.
   */
  withLock<T>(
    mailboxId: number,
    work: (
      state: TokenState | null,
      now: Instant,
      attempt: TokenAttempt,
    ) => Promise<{ readonly keep: TokenState; readonly result: T }>,
  ): Promise<T>;
}
