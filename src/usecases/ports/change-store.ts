import type { LoggedInstallation } from "../../domain/releases/installed-now.ts";
import type { Instant } from "../../domain/time/instant.ts";

/** A change that was installed at an organisation. Module and version are both there or neither. */
export interface NewInstalledChange {
  readonly ticketId: number;
  readonly organisation: string;
  readonly at: Instant;
  /** Key of desk.yaml. */
  readonly agent: string;
  readonly module: string | null;
  readonly version: string | null;
  /** The consent given before; a module is never recorded without it. */
  readonly approvalId: number | null;
  /** What was changed and how: the documentation. */
  readonly text: string;
  readonly inboundEmailId: number;
  /** Of the agent's mail: the same mail makes no second change, by whichever mailbox it comes. */
  readonly messageId: string | null;
  /** Which of the mail's `#change` lines, from 1. */
  readonly line: number;
}

/** What a release brought to an organisation. */
export interface NewInstallation {
  readonly releaseId: number;
  readonly organisation: string;
  readonly at: Instant;
  readonly module: string;
  readonly version: string;
  readonly text: string;
}

/** By an agent on a ticket, or by a release: then there is no ticket, agent or mail. */
export interface InstalledChange
  extends Omit<NewInstalledChange, "approvalId" | "ticketId" | "agent" | "inboundEmailId" | "messageId" | "line"> {
  readonly id: number;
  readonly ref: string | null;
  readonly agent: string | null;
  readonly inboundEmailId: number | null;
  /** The key of the release. */
  readonly release: string | null;
  readonly consent: {
    readonly at: Instant;
    readonly by: string;
    readonly emailId: number;
    readonly ref: string;
  } | null;
}

export interface ChangeFilter {
  readonly organisation?: string;
  readonly limit: number;
  readonly beforeId?: number;
}

/** The log of installed changes: they are added and never changed. */
export interface ChangeStore {
  /** Null, and nothing new, when this line of this mail is there already. */
  add(change: NewInstalledChange): Promise<number | null>;
  /** Nothing new when this release is there already for this organisation. */
  addInstalled(installation: NewInstallation): Promise<void>;
  /** What was installed at these organisations, oldest first: of each module every release and the newest line of an agent. */
  listInstalled(organisations: readonly string[]): Promise<(LoggedInstallation & { readonly organisation: string })[]>;
  /** Newest first. */
  list(filter: ChangeFilter): Promise<InstalledChange[]>;
}
