import type { Hosting, ServiceCoverage } from "../agreement/coverage.ts";
import type { CalendarSpec } from "../calendar/calendar-spec.ts";
import type { RetentionSettings } from "../privacy/retention.ts";
import type { AlertLimits } from "../sla/decide-alert-delivery.ts";
import type { WebhookSettings } from "../webhooks/webhook-settings.ts";
import type { DkimSettings } from "./dkim-settings.ts";
import type { LadderStep } from "./ladder.ts";
import type { Bilingual, Language } from "./language.ts";
import type { JournalSettings, MailboxSettings } from "./mailbox-settings.ts";
import type { Organisation } from "./organisation.ts";
import type { Party, RasciLetter } from "./rasci.ts";
import type { Rule } from "./rule.ts";

/** Whom an acknowledgement goes to: every person, or only a sender proved by DMARC or DKIM (threats.md T8). */
export const ACKNOWLEDGE_POLICIES = ["always", "authenticated"] as const;

export type AcknowledgePolicy = (typeof ACKNOWLEDGE_POLICIES)[number];

/** What proves that an agent wrote a mail whose domain has no DMARC: nothing, or their answer to a one-time confirmation. */
export const AGENT_PROOFS = ["dmarc", "confirmation"] as const;

export type AgentProof = (typeof AGENT_PROOFS)[number];

export const AGENT_ROLES = ["agent", "lead", "ops", "accountManager"] as const;

export type AgentRole = (typeof AGENT_ROLES)[number];

/** How many acknowledgements may leave before the breaker opens. */
export interface DeskLimits {
  readonly unauthenticatedAcknowledgementsAnHour: number;
  readonly unauthenticatedAcknowledgementsADay: number;
  readonly requesterAcknowledgementsADay: number;
  readonly domainAcknowledgementsADay: number;
  readonly totalAcknowledgementsAnHour: number;
}

/** How attachments travel. */
export interface AttachmentLimits {
  /** So much of a mail's attachments a notice to an agent carries, in MB of 1,000,000 bytes; what is more is a link. */
  readonly noticeMegabytes: number;
  /** So much an agent may attach to one answer, in all. */
  readonly replyMegabytes: number;
  /** How long a link is good. */
  readonly linkDays: number;
}

export interface DeskSettings {
  readonly name: string;
  /** The address people write to and the desk answers from, lower-cased. */
  readonly address: string;
  /** The first is spoken where the requester's language is not known or not ours. */
  readonly languages: readonly Language[];
  /** IANA zone: promised times are written in it, and the dates of agreements are dates in it. */
  readonly zone: string;
  /** How long an agent's mail waits in the outbox so that `#undo` can stop it. */
  readonly undoSeconds: number;
  /** What every agent has who names no proof of their own. */
  readonly agentProof: AgentProof;
  /** Where alerts for `ops` go besides the agents with that role; null: only to those. */
  readonly opsAddress: string | null;
  readonly acknowledge: AcknowledgePolicy;
  /** The desk's own phrases of thanks, as they were written: a reply that says no more reopens nothing. */
  readonly thanks: readonly string[];
  /** A reply within so many days reopens a resolved or closed ticket; later it opens a new, linked one. */
  readonly reopenDays: number;
  /** Requesters are asked how it went so many days after their ticket ended; null: nobody is. */
  readonly survey: { readonly afterDays: number } | null;
  /** So much extra time of a ticket may be billed without asking its customer; work on a service outside the agreement never is. */
  readonly billing: { readonly withoutApprovalMinutes: number };
  readonly limits: DeskLimits;
  readonly alerts: AlertLimits;
  readonly attachments: AttachmentLimits;
}

/** Targets are whole minutes of working time in `calendar`; null where the agreement promises none. */
export interface Level {
  readonly name: Bilingual;
  readonly definition: Bilingual;
  readonly calendar: string;
  readonly firstResponseMinutes: number;
  readonly nextResponseMinutes: number | null;
  readonly resolutionMinutes: number | null;
  /** The level's own ladder, or else the desk's: earliest step first. */
  readonly ladder: readonly LadderStep[];
  /** The activity of a ticket of this level that nobody has given another: a key of `activities`; null: none. */
  readonly activity: string | null;
  /** By which customers ask for the level, besides its id and its names: see `findLevels`. */
  readonly words: readonly string[];
}

/** Days on which an agent is away: dates `YYYY-MM-DD` in the desk's zone, both of them among these days. */
export interface Absence {
  readonly from: string;
  readonly to: string;
  /** Key of the agent who is told in their place. */
  readonly deputy: string;
}

export interface Agent {
  readonly name: string;
  /** Lower-cased; no two agents share one. */
  readonly addresses: readonly string[];
  readonly roles: readonly AgentRole[];
  /** No two of one agent overlap, and no day's deputies lead back to whom they stand in for. */
  readonly absent: readonly Absence[];
  /** False: keeps the name on what they wrote, but is told nothing and may do nothing any more. */
  readonly active: boolean;
  /** The agent's own, or else the desk's. */
  readonly proof: AgentProof;
}

export interface Team {
  readonly members: readonly string[];
  readonly lead: string | null;
  /** Exactly one team of a desk takes what no rule has placed. */
  readonly isDefault: boolean;
}

export interface Service {
  readonly name: Bilingual;
  readonly note: Bilingual | null;
  /** What agents do about it, shown in their notices. */
  readonly procedure: Bilingual | null;
  readonly coverage: Readonly<Record<Hosting, ServiceCoverage>>;
}

/** Whom of a customer the desk keeps informed of an activity: whoever asked, or the organisation's contacts too. */
export const INFORMED = ["requester", "contacts"] as const;

export type Informed = (typeof INFORMED)[number];

/** One row of the RASCI matrix: the letters of each party in the order they were written; exactly one party has `A`. */
export interface Activity extends Readonly<Record<Party, readonly RasciLetter[]>> {
  readonly name: Bilingual;
  readonly note: Bilingual | null;
  readonly procedure: Bilingual | null;
  /** The name as a customer is told it, within a sentence; null: the name. */
  readonly toCustomer: Bilingual | null;
  /** Key of the team that the vendor's part belongs to; null: whoever has the ticket. */
  readonly team: string | null;
  /** Key of the agent who answers for the vendor's part; null: the account manager, else those who lead. */
  readonly accountable: string | null;
  readonly inform: Informed;
}

/** The page on which anybody can ask. The limits are for an hour: of one visitor, to one address, and in all. */
export interface WebForm {
  readonly visitorRequestsAnHour: number;
  readonly addressRequestsAnHour: number;
  readonly totalRequestsAnHour: number;
}

/** The nightly backup of the desk's own database. */
export interface BackupSettings {
  /** False: backups are taken by other means, and health says nothing of them. */
  readonly enabled: boolean;
  /** When it is due, in minutes after midnight on the wall of the desk's zone. */
  readonly minuteOfDay: number;
  /** Backups of so many dates are kept, today's among them. */
  readonly keepDays: number;
  /** Whether each is restored into a scratch database, to prove it. */
  readonly drill: boolean;
  /** Where they lie; null: `backups` in the data directory. */
  readonly directory: string | null;
}

/** The mail that the desk sends to itself, to prove that mail still goes the whole way. */
export interface CanarySettings {
  /** From the beginning of one to that of the next, in each mailbox. */
  readonly everySeconds: number;
  /** One that is not back after so long is missing. */
  readonly withinSeconds: number;
  /** Where its answer goes, lower-cased; null: to the mailbox itself, so that the way of the answer is proved too. */
  readonly answerTo: string | null;
  /** By mailbox, the address whose mail lies there, lower-cased; one that is not named has the desk's own. */
  readonly addresses: Readonly<Record<string, string>>;
}

/** The whole of desk.yaml, checked, with every default filled in. Ids are the keys of the records. */
export interface Desk {
  readonly desk: DeskSettings;
  readonly mailboxes: readonly MailboxSettings[];
  /** Null: a mail whose answer was lost stays uncertain. */
  readonly journal: JournalSettings | null;
  /** Null: what the desk sends is signed by its mail server, or not at all. */
  readonly dkim: DkimSettings | null;
  readonly calendars: Readonly<Record<string, CalendarSpec>>;
  readonly levels: Readonly<Record<string, Level>>;
  readonly defaultLevel: string;
  readonly ladder: readonly LadderStep[];
  readonly agents: Readonly<Record<string, Agent>>;
  readonly teams: Readonly<Record<string, Team>>;
  readonly organisations: readonly Organisation[];
  readonly services: Readonly<Record<string, Service>>;
  readonly activities: Readonly<Record<string, Activity>>;
  readonly rules: readonly Rule[];
  readonly webhooks: readonly WebhookSettings[];
  /** Null: there is no such page. */
  readonly webForm: WebForm | null;
  readonly backup: BackupSettings;
  readonly retention: RetentionSettings;
  /** Null: none is sent. */
  readonly canary: CanarySettings | null;
  /** A folder of templates that go before the shipped ones, relative to desk.yaml; null: none. */
  readonly templates: string | null;
}
