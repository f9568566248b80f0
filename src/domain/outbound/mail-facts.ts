import type { Instant } from "../time/instant.ts";

/** What a mail to agents or operations says of a ticket. Names are already in the reader's language. */
export interface TicketFacts {
  readonly ref: string;
  readonly subject: string;
  readonly requester: { readonly name: string; readonly address: string };
  readonly organisation: string | null;
  readonly level: { readonly id: string; readonly name: string };
  /** Key of the agent it is assigned to, or their name; null while nobody has it. */
  readonly agent: string | null;
  readonly service: string | null;
  /** Of the first response; null while no clock runs. */
  readonly deadline: Instant | null;
}

/** A level as customers are told it, in their language. */
export interface DefinedLevel {
  readonly id: string;
  readonly name: string;
  readonly definition: string;
}

/** What an alert tells: which promise, what was counted of it and what was not, and how late the alert itself is. */
export interface AlertData {
  readonly ticket: TicketFacts;
  readonly promise: "first_response" | "next_response" | "resolution";
  readonly deadline: Instant;
  readonly firedAt: Instant;
  /** Minutes between the instant at which it was due and this mail: more than 0 after downtime only. */
  readonly lateMinutes: number;
  /** Working minutes past the target at which this step rings; 0 for a warning and for the breach itself. */
  readonly overdueMinutes: number;
  /** Since the start; working time, time in which the desk was closed, and time in which the clock stood still. */
  readonly account: {
    readonly targetMinutes: number;
    readonly countedMinutes: number;
    readonly closedMinutes: number;
    readonly pausedMinutes: number;
  };
}

/** An alert as it is mailed to one person. */
export interface MailedAlert extends AlertData {
  /** Name of the absent agent whose deputy the reader is; null: they are alerted for their own sake. */
  readonly standsInFor: string | null;
}

/** One alert among those that did not become mails of their own. */
export interface DigestLine {
  readonly ref: string;
  readonly subject: string;
  readonly level: { readonly id: string; readonly name: string };
  /** Name of the agent it is assigned to. */
  readonly agent: string | null;
  /** Name of that agent where they are absent and the reader is their deputy. */
  readonly standsInFor: string | null;
  readonly promise: AlertData["promise"];
  readonly step: "warning" | "breach" | "escalation";
  /** Working minutes between the step and the target: before it for a warning, after it for an escalation. */
  readonly stepMinutes: number;
  /** Null when the clock stands still by now. */
  readonly deadline: Instant | null;
  readonly dueAt: Instant;
  /** Minutes between the instant at which it was due and its firing: more than 0 after downtime only. */
  readonly lateMinutes: number;
  /** What became of the promise while the alert waited. */
  readonly since: "open" | "kept" | "void";
  /** The address signed for this reader and ticket, where `#ack` is obeyed; null for a reader who is no agent. */
  readonly acknowledgeAt: string | null;
}

/** One earlier message of a ticket. */
export interface HistoryEntry {
  readonly direction: "inbound" | "outbound" | "note";
  readonly by: string;
  readonly at: Instant;
  readonly text: string;
}
