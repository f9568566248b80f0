import type { Hosting } from "../agreement/coverage.ts";
import type { UnservedVerdict } from "../agreement/gate.ts";
import type { ReleaseKind } from "../releases/release.ts";
import type { TicketState } from "../ticket/ticket-state.ts";
import type { Instant } from "../time/instant.ts";
import type { DefinedLevel } from "./mail-facts.ts";

/** What the templates of mail to requesters and contacts are given. */
export interface RequesterMailData {
  acknowledgement: {
    readonly ref: string;
    readonly level: DefinedLevel;
    /** By when they are answered; null when the level promises no time. */
    readonly promisedAt: Instant | null;
    readonly receivedAt: Instant;
    /** That it is the customer's move, and why, in one sentence; null where it is the desk's. */
    readonly move: string | null;
  };
  "acknowledgement-no-agreement": {
    readonly ref: string;
    readonly receivedAt: Instant;
    readonly verdict: UnservedVerdict;
  };
  /** To somebody whose address belongs to no organisation: asks whom they write for. */
  "acknowledgement-unknown-sender": { readonly ref: string; readonly receivedAt: Instant };
  /** Only to a proved requester, about their own tickets. */
  "own-tickets": {
    readonly tickets: readonly {
      readonly ref: string;
      readonly subject: string;
      readonly state: TicketState;
      readonly level: { readonly id: string; readonly name: string };
      /** By when the requester is answered next; null where nothing is promised. */
      readonly promisedAt: Instant | null;
      /** The clock stands still until the requester answers. */
      readonly isWaiting: boolean;
      /** Whose move it is and why, in one sentence. */
      readonly move: string;
    }[];
    readonly hasMore: boolean;
    /** Those of the product that are the requester's organisation's too; nothing of who else has them. */
    readonly knownErrors: readonly {
      readonly id: string;
      readonly title: string;
      readonly state: "open" | "fixed";
      /** The modules and versions that have the fix, such as `core 5.3`; empty: nothing is published yet. */
      readonly fixedIn: string;
    }[];
  };
  "closed-by-requester": { readonly ref: string };
  /** Billable work on a service that the agreement does not include: yes or no. */
  "coverage-question": {
    readonly ref: string;
    /** Its name. */
    readonly service: string;
    /** It may be bought on top of the agreement; false: the agreement knows nothing of it. */
    readonly isAddon: boolean;
  };
  /** An agent changed what the requester was told of their ticket. */
  "ticket-changed": {
    readonly ref: string;
    /** Null: it is as it was. */
    readonly level: DefinedLevel | null;
    /** By when they are answered now; null where nothing is promised, or where the time has passed. */
    readonly promisedAt: Instant | null;
    /** Whose move it is now and why, in one sentence; null: as before. */
    readonly move: string | null;
  };
  survey: {
    readonly ref: string;
    /** To the page with the question; opening it changes nothing. */
    readonly link: string;
    readonly validDays: number;
  };
  /** One version of a module, to one address: to a contact, to somebody who reported what it fixes, or to both in one. */
  "release-notice": {
    readonly module: string;
    readonly version: string;
    readonly kind: ReleaseKind;
    /** `YYYY-MM-DD` in the desk's zone, and where today is beside it. */
    readonly availableOn: string;
    readonly when: "future" | "today" | "past";
    /** Of which the reader is a contact, with who hosts; empty: the reader only reported an error. */
    readonly organisations: readonly { readonly name: string; readonly hosting: Hosting }[];
    /** Who hosts where that is the same for all of them; null: it is not, or there are none. */
    readonly hosting: Hosting | null;
    /** What the reader reported first. */
    readonly fixes: readonly { readonly id: string; readonly title: string; readonly isReported: boolean }[];
    readonly hasReported: boolean;
    /** Markdown that operations wrote. */
    readonly notes: string;
  };
  reply: {
    readonly subject: string;
    readonly text: string;
    readonly agentName: string;
    /** The requester's own last message, and nothing else of the ticket; null: quote nothing. */
    readonly quoted: { readonly at: Instant; readonly text: string } | null;
  };
}
