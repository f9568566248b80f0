import type { Coverage } from "../agreement/coverage.ts";
import type { ApprovalKind, UnrecordedReason } from "../approvals/approval.ts";
import type { NoticeReason } from "../desk/notice-recipients.ts";
import type { LevelSource } from "../filing/classify-mail.ts";
import type { ClockState } from "../sla/clock-state.ts";
import type { TicketState } from "../ticket/ticket-state.ts";
import type { Instant } from "../time/instant.ts";
import type { DigestLine, HistoryEntry, MailedAlert, TicketFacts } from "./mail-facts.ts";

/** What the templates of mail to agents are given, alerts among it. */
export interface AgentMailData {
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
    /** Who a report is from, as it says itself and as far as that is proved; null: the server that was handed the mail said it. */
    readonly reportedBy: { readonly address: string; readonly isProved: boolean } | null;
    readonly subject: string;
  };
  "alert-warning": MailedAlert;
  "alert-breach": MailedAlert;
  "alert-digest": { readonly lines: readonly DigestLine[] };
  /** To an agent who asked to sign in to the console. */
  "sign-in-link": {
    readonly link: string;
    /** How long it is good. */
    readonly minutes: number;
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
