import type { UnservedVerdict } from "../agreement/gate.ts";
import type { Instant } from "../time/instant.ts";
import type { ToldTrouble } from "../trouble/trouble-news.ts";
import type { TicketFacts } from "./mail-facts.ts";

/** What the templates of mail to operations and account managers are given. */
export interface OperationsMailData {
  "webhook-failure": {
    /** False while the desk still tries by itself. */
    readonly isDead: boolean;
    readonly webhook: string;
    /** Its id for `svartid webhook replay`. */
    readonly deliveryId: number;
    /** The ticket its alert was of. */
    readonly ref: string | null;
    readonly attempts: number;
    /** What the receiver or the network said last; nothing of the URL. */
    readonly error: string;
  };
  "secret-expiry": {
    readonly mailbox: string;
    /** `YYYY-MM-DD`, in UTC. */
    readonly lastDay: string;
    readonly daysLeft: number;
    readonly hasRunOut: boolean;
  };
  /** A way out of the desk rests, or works again. */
  "route-news": {
    readonly mailbox: string;
    /** `host:port` of the server. */
    readonly route: string;
    /** What the server said; empty where the way works again. */
    readonly why: string;
    /** The access token for its login was refused. */
    readonly isOfToken: boolean;
    readonly hasRecovered: boolean;
  };
  /** A check of readiness has been red for minutes, or is well again. */
  "desk-trouble": ToldTrouble;
  /** To the desk itself, and the answer to it: nobody need read it. */
  canary: {
    readonly mail: "question" | "answer";
    readonly mailbox: string;
    readonly begunAt: Instant;
  };
  /** To whoever answers for an organisation that wrote without a valid agreement. */
  "unserved-request": {
    readonly ticket: TicketFacts;
    readonly organisation: string;
    readonly verdict: UnservedVerdict;
    /** Dates `YYYY-MM-DD`, both included; null: there is none. */
    readonly agreement: { readonly from: string; readonly to: string } | null;
    /** Name of the absent agent whose deputy the reader is; null: they are told for their own sake. */
    readonly standsInFor: string | null;
    /** The reader is an agent, whose answer to this mail is obeyed. */
    readonly mayAnswer: boolean;
  };
  "agreement-expiry": {
    readonly organisation: string;
    /** `YYYY-MM-DD`, in the desk's zone. */
    readonly lastDay: string;
    readonly daysLeft: number;
    /** Null: it ends. */
    readonly renewalMonths: number | null;
    /** Name of the absent agent whose deputy the reader is; null: they are told for their own sake. */
    readonly standsInFor: string | null;
  };
  "unreached-agent": {
    readonly name: string;
    readonly address: string;
    /** One plain sentence without its full stop. */
    readonly meaning: string;
    /** The server's own words; empty where it gave none. */
    readonly reply: string;
  };
}
