import type { Coverage, Hosting } from "../agreement/coverage.ts";
import type { UnservedVerdict } from "../agreement/gate.ts";
import type { ApprovalKind, UnrecordedReason } from "../approvals/approval.ts";
import type { NoticeReason } from "../desk/notice-recipients.ts";
import type { LevelSource } from "../filing/classify-mail.ts";
import type { ReleaseKind } from "../releases/release.ts";
import type { ClockState } from "../sla/clock-state.ts";
import type { TicketState } from "../ticket/ticket-state.ts";
import type { Instant } from "../time/instant.ts";
import type { ToldTrouble } from "../trouble/trouble-news.ts";
import type { DefinedLevel, DigestLine, HistoryEntry, MailedAlert, TicketFacts } from "./mail-facts.ts";

/**
 * What each template is given, whole: a template that asks for anything else does not start. What goes to a requester without an
 * agent having written it holds nothing an outsider wrote (threat T8): no subject, no name, no text.
 */
export interface TemplateData {
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
  "agent-notification": {
    /** What happened: a ticket was opened, somebody wrote on it, a colleague gave it to the reader, or its new activity did. */
    readonly kind: "opened" | "message" | "assigned" | "activity";
    readonly reason: NoticeReason;
    /** Name of the absent agent whose deputy the reader is; null: they are told for their own sake. */
    readonly standsInFor: string | null;
    /** Name of the colleague who assigned it; null for every other kind. */
    readonly assignedBy: string | null;
    /** Who gets an answer to the notice: the requester first, then who is in copy. */
    readonly answerReaches: readonly string[];
    readonly ticket: TicketFacts;
    /** What the level means, in the reader's language. */
    readonly definition: string;
    /** What decided the level of a ticket that was just opened; null for every other kind. */
    readonly levelBy: LevelSource | null;
    /** The customer disagrees with the level; `wanted` is the one they name. Null: they do not. */
    readonly dispute: { readonly wanted: { readonly id: string; readonly name: string } | null } | null;
    /** The mail was named by another of the requester's before it came. */
    readonly isAwaited: boolean;
    /** The mail answers what another of the requester's on the ticket answers, and that is not on it. */
    readonly isSecondAnswer: boolean;
    /** Ref of a ticket that this one may belong together with; null where none is known. */
    readonly related: string | null;
    /** Name of the activity; null where there is none. */
    readonly activity: string | null;
    /** Whose move it is and why, in one sentence. */
    readonly move: string;
    readonly from: { readonly name: string; readonly address: string };
    /** False when the sender's address was not proved: said plainly above the text. */
    readonly authentic: boolean;
    readonly text: string;
    /** `link`: where the file is read; null: it is in the mail itself. */
    readonly attachments: readonly { readonly filename: string; readonly size: number; readonly link: string | null }[];
    /** Working minutes left of the first response, negative when it is overdue; null where nobody waits for one. */
    readonly leftMinutes: number | null;
    /** Earlier messages, newest first, as far as they are shown; `olderCount` says how many are not. */
    readonly history: readonly HistoryEntry[];
    readonly olderCount: number;
    /** That the ticket is linked to, one line each: `KE-12` and the title. */
    readonly knownErrors: readonly { readonly id: string; readonly title: string; readonly fixedIn: string }[];
    /** The release whose notice the ticket's first mail answered, such as `core 5.3`; null: none. */
    readonly release: string | null;
    /** What the requester was asked for last, and what is on record of it: `open` without a plain yes or no. Null: nothing was asked. */
    readonly approval: {
      readonly asked: ApprovalKind;
      /** That a consent is to, with its version. */
      readonly module: string | null;
      /** Of extra time. */
      readonly minutes: number | null;
      readonly outcome: "open" | "given" | "refused";
      /** The address that answered. */
      readonly by: string | null;
      /** Why the yes or no of this very mail does not count. */
      readonly unrecorded: UnrecordedReason | null;
    } | null;
    readonly coverage: Coverage;
    /** The requester was asked whether the work on a service outside the agreement may be billed. */
    readonly isCoverageAsked: boolean;
    /** What the desk does about the ticket's service and its activity. */
    readonly procedures: readonly { readonly name: string; readonly text: string }[];
    /** For the commands that make sense now. */
    readonly state: TicketState;
  };
  reply: {
    readonly subject: string;
    readonly text: string;
    readonly agentName: string;
    /** The requester's own last message, and nothing else of the ticket; null: quote nothing. */
    readonly quoted: { readonly at: Instant; readonly text: string } | null;
  };
  "command-confirmation": {
    readonly ticket: TicketFacts;
    /** What was done, one sentence each, in the agent's language. */
    readonly done: readonly string[];
    /** Who receives what; empty: nobody. */
    readonly recipients: readonly string[];
    /** Whom the desk tells by itself what changed. */
    readonly told: readonly string[];
    /** Seconds in which `#undo` still stops it; null when nothing can be undone. */
    readonly undoSeconds: number | null;
    /** The desk mails the requester a question of its own. */
    readonly isRequesterAsked: boolean;
    readonly isDryRun: boolean;
  };
  "command-fault": {
    readonly ref: string | null;
    readonly faults: readonly { readonly line: string; readonly explanation: string }[];
    /** What the agent wrote, returned so that nothing has to be written twice. */
    readonly original: string;
  };
  "delivery-failure": {
    /** Name of the absent agent whose deputy the reader is; null: they are told for their own sake. */
    readonly standsInFor: string | null;
    readonly ticket: TicketFacts;
    readonly failures: readonly {
      readonly address: string;
      /** One plain sentence without its full stop, in the agent's language. */
      readonly meaning: string;
      /** The server's own words; empty where it gave none. */
      readonly reply: string;
      /** The address gets no more mail of the desk until that is lifted. */
      readonly isSuppressed: boolean;
    }[];
    /** Who was missed: the requester, only somebody in copy, or whoever a recipient's server passed the mail on to. */
    readonly missed: "requester" | "copy" | "unknown";
    /** The server never said whether it took the mail: they may have it. */
    readonly mayHaveArrived: boolean;
    readonly subject: string;
  };
  "alert-warning": MailedAlert;
  "alert-breach": MailedAlert;
  "alert-digest": { readonly lines: readonly DigestLine[] };
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
  /** To an agent who asked to sign in to the console. */
  "sign-in-link": {
    readonly link: string;
    /** How long it is good. */
    readonly minutes: number;
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
  "unauthentic-agent-mail": {
    readonly ref: string | null;
    /** As the mail claims, not proved. */
    readonly claimedFrom: string;
    readonly agentName: string;
    readonly subject: string;
    readonly receivedAt: Instant;
    /** Why it was not believed, one sentence each, in the reader's language. */
    readonly reasons: readonly string[];
    readonly text: string;
  };
  "agent-confirmation": {
    readonly ref: string;
    readonly subject: string;
    /** Who would get the text; empty: nobody outside. */
    readonly recipients: readonly string[];
    /** Each with its mark, in English. */
    readonly commands: readonly string[];
    /** The first lines as they were written, commands and all. */
    readonly text: string;
    /** So many more lines there are. */
    readonly linesLeft: number;
    readonly files: readonly string[];
    /** So long the answer counts. */
    readonly minutes: number;
  };
  "ticket-status": {
    readonly ticket: TicketFacts;
    readonly state: TicketState;
    readonly team: string | null;
    readonly coverage: Coverage;
    readonly activity: string | null;
    readonly move: string;
    readonly openedAt: Instant;
    readonly copies: readonly string[];
    /** Names of the agents who watch it. */
    readonly watchers: readonly string[];
    readonly clocks: readonly {
      readonly promise: "first_response" | "next_response" | "resolution";
      readonly state: ClockState;
      readonly deadline: Instant | null;
      readonly targetMinutes: number;
      readonly elapsedMinutes: number;
    }[];
  };
  help: { readonly ref: string | null };
}

/** What a canned reply (`#template NAME`) is given. `text`: the agent's own, may be empty. */
export interface ReplyTemplateData {
  readonly text: string;
  readonly agentName: string;
  readonly ref: string;
  /** Empty where the requester gave none. */
  readonly requesterName: string;
}
