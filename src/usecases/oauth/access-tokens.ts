import type { OAuth2Settings } from "../../domain/desk/oauth2-settings.ts";
import { type Instant, instant } from "../../domain/time/instant.ts";
import type { AccessTokens } from "../ports/access-tokens.ts";
import { AdapterError } from "../ports/adapter-error.ts";
import type { Digest } from "../ports/digest.ts";
import type { Sealer } from "../ports/sealer.ts";
import type { TokenAnswer, TokenEndpoint } from "../ports/token-endpoint.ts";
import type { TokenAttempt, TokenFailure, TokenState, TokenStore } from "../ports/token-store.ts";
import type { Waiting } from "../ports/waiting.ts";
import { describeTokenFailure } from "./describe-token-failure.ts";
import { tokenRest } from "./token-rest.ts";

export interface AccessTokensDeps {
  readonly tokens: TokenStore;
  readonly endpoint: TokenEndpoint;
  readonly sealer: Sealer;
  readonly digest: Pick<Digest, "sha256">;
  readonly waiting: Pick<Waiting, "elapsedMs">;
}

export interface AccessTokensRequest {
  readonly mailboxId: number;
  readonly mailbox: string;
  readonly settings: OAuth2Settings;
  /** A person asks: the rest after a failure is not kept. */
  readonly isAsked?: boolean;
}

type Outcome =
  | { readonly kind: "token"; readonly token: string; readonly goodMs: number }
  | { readonly kind: "failure"; readonly failure: TokenFailure };

const SECOND_MS = 1000;
/** A token is renewed so long before it runs out, or at half of its life if that is later. */
const RENEW_EARLY_MS = 300 * SECOND_MS;
/** A token this young that a server refuses is not helped by another one; so a refusal costs six tokens an hour at most. */
const FRESH_MS = 600 * SECOND_MS;
/** The end of a consent that moves by less is the same end: seconds are rounded, and answers take their time. */
const PUT_OFF_MS = 60 * SECOND_MS;
/** After a renewal that failed the old token is used so long before the next try. */
const KEPT_ON_MS = 60 * SECOND_MS;

/**
 * Access tokens of one mailbox, kept until they must be renewed. Of all processes one asks the endpoint, the others wait and
 * take what it got. A refresh token that came with a token is stored before that token is used, so that a crash does not
 * lose the only one that is still good; before the endpoint is asked that is recorded, so that a token lost in between is told
 * as such. After a failure the endpoint rests (`tokenRest`).
 */
export function createAccessTokens(deps: AccessTokensDeps, request: AccessTokensRequest): AccessTokens {
  let kept: { token: string; untilMs: number } | null = null;
  let underWay: Promise<string> | null = null;
  const renew = async () => {
    const outcome = await deps.tokens.withLock(request.mailboxId, (state, now, attempt) =>
      obtain(deps, request, { stored: state, now, attempt }),
    );
    if (outcome.kind === "failure") throw asError(outcome.failure);
    kept = { token: outcome.token, untilMs: deps.waiting.elapsedMs() + outcome.goodMs };
    return outcome.token;
  };
  return {
    async get() {
      if (kept !== null && deps.waiting.elapsedMs() < kept.untilMs) return kept.token;
      underWay ??= renew().finally(() => {
        underWay = null;
      });
      return await underWay;
    },
    async refused(token) {
      kept = null;
      return await deps.tokens.withLock(request.mailboxId, async (stored, now) =>
        forget(deps, request, stored, now, token),
      );
    },
  };
}

async function obtain(
  deps: AccessTokensDeps,
  request: AccessTokensRequest,
  { stored, now, attempt }: { stored: TokenState | null; now: Instant; attempt: TokenAttempt },
): Promise<{ keep: TokenState; result: Outcome }> {
  const own = ownState(deps, request, stored);
  const state = { ...own, interruptedAt: attempt.unfinishedAt ?? own.interruptedAt ?? null };
  const token = state.accessToken === null ? null : deps.sealer.open(state.accessToken);
  if (token !== null && state.renewAt !== null && now < state.renewAt) {
    return { keep: state, result: { kind: "token", token, goodMs: state.renewAt - now } };
  }
  const triedWith = deps.digest.sha256(`${state.settingsId} ${request.settings.clientSecret ?? ""}`);
  const { failure } = state;
  const isResting = failure !== null && failure.triedWith === triedWith && now < failure.notBefore && !request.isAsked;
  if (isResting) return { keep: state, result: stillGood(state, token, now) ?? { kind: "failure", failure } };
  // Only a refresh token can be spent.
  if (request.settings.grant === "refresh_token") await attempt.begin();
  const answer = await ask(deps, request.settings, state);
  if (answer.kind === "token") return take(deps, state, answer, now);
  const failed = failureOf(request, answer, { triedWith, before: failure, now, interruptedAt: state.interruptedAt });
  return {
    keep: { ...state, failure: failed },
    result: stillGood(state, token, now) ?? { kind: "failure", failure: failed },
  };
}

// After a restore of the database the token it holds may be older than the one in the desk file.
async function ask(deps: AccessTokensDeps, settings: OAuth2Settings, state: TokenState): Promise<TokenAnswer> {
  const newer = state.refreshToken === null ? null : deps.sealer.open(state.refreshToken);
  const answer = await deps.endpoint.ask(settings, newer ?? settings.refreshToken);
  const isStale = answer.kind === "refused" && answer.error === "invalid_grant" && newer !== null;
  return isStale ? await deps.endpoint.ask(settings, settings.refreshToken) : answer;
}

function ownState(deps: AccessTokensDeps, { settings }: AccessTokensRequest, stored: TokenState | null): TokenState {
  const { grant, tokenUrl, clientId, scope, refreshToken } = settings;
  const settingsId = deps.digest.sha256(JSON.stringify([grant, tokenUrl, clientId, scope, refreshToken]));
  if (stored?.settingsId === settingsId) return stored;
  return {
    settingsId,
    accessToken: null,
    issuedAt: null,
    renewAt: null,
    expiresAt: null,
    refreshToken: null,
    refreshExpiresAt: null,
    isRefreshRolling: true,
    failure: null,
  };
}

function take(
  deps: AccessTokensDeps,
  state: TokenState,
  answer: Extract<TokenAnswer, { kind: "token" }>,
  now: Instant,
): { keep: TokenState; result: Outcome } {
  const lifetimeMs = answer.lifetimeSeconds * SECOND_MS;
  const goodMs = Math.max(lifetimeMs - RENEW_EARLY_MS, lifetimeMs / 2);
  const { refreshLifetimeSeconds: refreshLifetime } = answer;
  const before = state.refreshExpiresAt;
  const refreshExpiresAt = refreshLifetime === null ? before : instant(now + refreshLifetime * SECOND_MS);
  const isPutOff = before === null || refreshExpiresAt === null || refreshExpiresAt - before > PUT_OFF_MS;
  const keep = {
    ...state,
    accessToken: deps.sealer.seal(answer.accessToken),
    issuedAt: now,
    renewAt: instant(now + goodMs),
    expiresAt: instant(now + lifetimeMs),
    refreshToken: answer.refreshToken === null ? state.refreshToken : deps.sealer.seal(answer.refreshToken),
    refreshExpiresAt,
    isRefreshRolling: isPutOff,
    failure: null,
    interruptedAt: null,
  };
  return { keep, result: { kind: "token", token: answer.accessToken, goodMs } };
}

/** An endpoint that is down for a while stops nothing as long as the last token is good. */
function stillGood(state: TokenState, token: string | null, now: Instant): Outcome | null {
  if (token === null || state.expiresAt === null || now >= state.expiresAt) return null;
  return { kind: "token", token, goodMs: Math.min(KEPT_ON_MS, state.expiresAt - now) };
}

function failureOf(
  request: AccessTokensRequest,
  answer: Exclude<TokenAnswer, { kind: "token" }>,
  known: { triedWith: string; before: TokenFailure | null; now: Instant; interruptedAt: Instant | null },
): TokenFailure {
  const count = (known.before?.count ?? 0) + 1;
  return {
    triedWith: known.triedWith,
    code: answer.kind === "refused" ? "token-refused" : "token-unavailable",
    message: describeTokenFailure(request, answer, known.interruptedAt),
    count,
    notBefore: instant(known.now + tokenRest(answer.kind, count)),
  };
}

async function forget(
  deps: AccessTokensDeps,
  request: AccessTokensRequest,
  stored: TokenState | null,
  now: Instant,
  token: string,
): Promise<{ keep: TokenState; result: boolean }> {
  const state = ownState(deps, request, stored);
  const isNewest = state.accessToken !== null && deps.sealer.open(state.accessToken) === token;
  // Another process has got a new one meanwhile.
  if (!isNewest) return { keep: state, result: true };
  const isFresh = state.issuedAt !== null && now - state.issuedAt < FRESH_MS;
  if (isFresh) return { keep: state, result: false };
  return { keep: { ...state, accessToken: null, renewAt: null, expiresAt: null }, result: true };
}

function asError({ code, message }: TokenFailure): AdapterError {
  return new AdapterError("oauth2", code, message, { retryable: code === "token-unavailable" });
}
