import { routeRestSeconds } from "../../domain/outbound/route-rest.ts";
import type { SendResult } from "../../domain/outbound/send-result.ts";
import type { Instant } from "../../domain/time/instant.ts";
import type { Log } from "../ports/log.ts";
import type { ClosedMailboxes, OutboxMail } from "../ports/outbox-store.ts";
import type { Randomness } from "../ports/randomness.ts";
import type { TroubledRoute } from "../ports/route-store.ts";
import type { Stores, UnitOfWork } from "../ports/unit-of-work.ts";
import { recordRecovery } from "./record-recovery.ts";
import { recordTrouble } from "./record-trouble.ts";
import type { Candidate, WayOut } from "./way-out.ts";

/** What people are told of a way out, in the transaction that records it. */
export interface RouteNews {
  readonly kind: "rests" | "recovered";
  readonly mailbox: string;
  readonly route: string;
  /** What the server said; empty where it recovered. */
  readonly why: string;
  /** Not the login but the access token for it is what was refused. */
  readonly isOfToken: boolean;
}

export interface RouteServices {
  readonly unitOfWork: UnitOfWork;
  /** The first one also takes mail of no mailbox, and of those that have no way out of their own. */
  readonly waysOut: readonly WayOut[];
  readonly randomness: Randomness;
  readonly log: Log;
  readonly onRouteNews: (stores: Stores, news: RouteNews) => Promise<void>;
}

export interface RouteBoard {
  /** Looks anew at which ways rest, where that may have changed. */
  refresh(): Promise<void>;
  /** The mailboxes of which no mail can leave now. */
  closed(): ClosedMailboxes;
  /** The ways to try with a mail, first to last. Those that rest are left out; one whose rest is over needs `admit`. */
  candidates(mail: Pick<OutboxMail, "mailboxId" | "boundRoute" | "attempts">): readonly Candidate[];
  /** False: another mail tries this way already. */
  admit(candidate: Candidate): Promise<boolean>;
  /** What an attempt told of the way. Never fails: the mail's own result is worth more. */
  learn(candidate: Candidate, result: SendResult): Promise<void>;
}

const LOOKS_AFTER = 25;

/**
 * Which ways out work, for one pass over the outbox. What a process finds out is written for all of them: a way that refused the login of one is left
 * alone by the others, and is tried again with one mail.
 */
export function createRouteBoard(services: RouteServices): RouteBoard {
  let troubled = new Map<string, TroubledRoute>();
  let now = 0 as Instant;
  let left = 0;
  const trying = new Set<string>();
  const stateOf = ({ way, route }: Candidate) => troubled.get(keyOf(way.mailboxId, route.name));
  const isResting = (candidate: Candidate) => (stateOf(candidate)?.restsUntil ?? now) > now;
  const isClosed = (way: WayOut) => way.routes.length > 0 && way.routes.every((route) => isResting({ way, route }));
  return {
    async refresh() {
      if (left-- > 0) return;
      left = LOOKS_AFTER;
      const { routes } = services.unitOfWork.reading;
      const [rows, instant] = await Promise.all([routes.listTroubled(), services.unitOfWork.reading.now()]);
      troubled = new Map(rows.map((row) => [keyOf(row.mailboxId, row.name), row]));
      now = instant;
    },
    closed() {
      const ways = services.waysOut;
      const closed = ways.filter(isClosed).map(({ mailboxId }) => mailboxId);
      const isAllClosed = ways.length > 0 && closed.length === ways.length;
      return { own: ways.map(({ mailboxId }) => mailboxId), closed: isAllClosed ? [...closed, 0] : closed };
    },
    candidates: (mail) => findCandidates(services.waysOut, mail, isClosed).filter((one) => !isResting(one)),
    async admit(candidate) {
      const state = stateOf(candidate);
      if (state === undefined) return true;
      const key = keyOf(candidate.way.mailboxId, candidate.route.name);
      const seconds = routeRestSeconds(state.trouble, state.failures + 1, services.randomness.fraction());
      left = 0;
      const isAdmitted = await services.unitOfWork.transaction((stores) =>
        stores.routes.claimTry({ mailboxId: candidate.way.mailboxId, name: candidate.route.name }, seconds),
      );
      if (isAdmitted) trying.add(key);
      return isAdmitted;
    },
    async learn(candidate, result) {
      const key = keyOf(candidate.way.mailboxId, candidate.route.name);
      const isTry = trying.delete(key);
      const trouble = result.kind === "lost" ? undefined : result.trouble;
      if (trouble === undefined && (!isTry || result.kind !== "answered")) return;
      left = 0;
      try {
        if (trouble === undefined) await recordRecovery(services, candidate);
        else await recordTrouble(services, candidate, { trouble, why: whyOf(result), isTry });
      } catch (error) {
        services.log.error({ route: candidate.route.name, err: error }, "what a way out told could not be recorded");
      }
    },
  };
}

function keyOf(mailboxId: number, name: string): string {
  return `${mailboxId} ${name}`;
}

function findCandidates(
  ways: readonly WayOut[],
  { mailboxId, boundRoute, attempts }: Pick<OutboxMail, "mailboxId" | "boundRoute" | "attempts">,
  isClosed: (way: WayOut) => boolean,
): readonly Candidate[] {
  const own = ways.find((way) => way.mailboxId === mailboxId);
  // Mail of no mailbox, such as an alert about a way out, takes one that works; one that was refused for now takes the next at its next attempt, since
  // a server that refuses everybody is no reason for a way to rest, and is what such a mail may be about.
  const open = ways.filter((candidate) => !isClosed(candidate));
  const way = own ?? open[Math.max(attempts - 1, 0) % Math.max(open.length, 1)] ?? ways[0];
  const all = way?.routes.map((route) => ({ way, route })) ?? [];
  if (boundRoute === null) return all;
  const everywhere = ways.flatMap((one) => one.routes.map((route) => ({ way: one, route })));
  const bound = [...all, ...everywhere].find(({ route }) => route.name === boundRoute);
  // A way that was taken out of the desk file can neither be asked nor be waited for.
  return bound === undefined ? all : [bound];
}

function whyOf(result: SendResult): string {
  if (result.kind === "not-sent" || result.kind === "unknown") return result.why;
  return result.kind === "answered"
    ? (result.recipients.find(({ outcome }) => outcome !== "accepted")?.reply ?? "")
    : "";
}
