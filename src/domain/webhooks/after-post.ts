import { type Instant, instant } from "../time/instant.ts";
import type { PostResult } from "./post-result.ts";

/** What becomes of a delivery. `deferred` is tried again at `nextAt`; `dead` rests until somebody replays it. */
export type AfterPost =
  | { readonly state: "delivered"; readonly nextAt: null; readonly lastError: null }
  | { readonly state: "deferred"; readonly nextAt: Instant; readonly lastError: string }
  | { readonly state: "dead"; readonly nextAt: null; readonly lastError: string };

export interface PostFacts {
  /** This one counted. */
  readonly attempts: number;
  readonly now: Instant;
  /** Chance, in [0, 1). */
  readonly fraction: number;
}

/** A delivery that no receiver took for so long is dead: an alert of yesterday helps nobody. */
export const GIVE_UP_HOURS = 24;

const FIRST_SECONDS = 5;
const GROWTH = 4;
const LONGEST_SECONDS = 600;
const JITTER = 0.25;
/** However long a receiver asks us to wait, an alert cannot wait longer. */
const LONGEST_ASKED_SECONDS = 3600;
/** Besides 5xx: the receiver was too slow, asked too early, or asked too often (RFC 9110, RFC 8470, RFC 6585). */
const RETRIED = [408, 425, 429];

/**
 * What follows from one attempt, as Standard Webhooks has it: 2xx is delivered; too slow, too often and 5xx are tried again, no
 * sooner than `Retry-After` asks; every other answer, a redirect and 410 among them, says that a person must change something.
 */
export function afterPost(facts: PostFacts, result: PostResult): AfterPost {
  if (result.kind === "refused") return dead(`not posted: ${result.why}`);
  if (result.kind === "unreachable") return deferred(facts, result.code, 0);
  const { status, word, retryAfterSeconds } = result;
  if (status >= 200 && status < 300) return { state: "delivered", nextAt: null, lastError: null };
  const answer = `HTTP ${status}${word === null ? "" : ` ${word}`}`;
  if (status >= 500 || RETRIED.includes(status)) return deferred(facts, answer, retryAfterSeconds ?? 0);
  return dead(status >= 300 && status < 400 ? `${answer}, a redirect, which is not followed` : answer);
}

/** When a receiver is asked again: four times as long after each failure, from 5 seconds to 10 minutes, a quarter shorter or longer by chance. */
export function postDelaySeconds(failures: number, fraction: number): number {
  const grown = FIRST_SECONDS * GROWTH ** Math.min(Math.max(failures - 1, 0), 10);
  return Math.min(grown, LONGEST_SECONDS) * (1 - JITTER + 2 * JITTER * fraction);
}

function deferred({ attempts, now, fraction }: PostFacts, lastError: string, askedSeconds: number): AfterPost {
  const seconds = Math.max(postDelaySeconds(attempts, fraction), Math.min(askedSeconds, LONGEST_ASKED_SECONDS));
  return { state: "deferred", nextAt: instant(now + Math.round(seconds * 1000)), lastError };
}

function dead(lastError: string): AfterPost {
  return { state: "dead", nextAt: null, lastError };
}
