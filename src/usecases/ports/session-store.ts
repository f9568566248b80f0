import type { Instant } from "../../domain/time/instant.ts";

/** A session as it is recorded when it is opened. */
export interface NewSession {
  readonly id: string;
  /** As whom it acts; null where it only looks. */
  readonly agent: string | null;
  /** The API key by which it is opened. */
  readonly keyId: number | null;
  readonly expiresAt: Instant;
}

export interface SessionListing extends NewSession {
  readonly openedAt: Instant;
}

/** A link as it is recorded when it is given out; `agent` null: it opens the console in nobody's name. */
export interface NewLink {
  readonly id: string;
  readonly agent: string | null;
  readonly expiresAt: Instant;
}

/** How many sessions were ended, and how many links that could still be used. */
export interface Ended {
  readonly sessions: number;
  readonly links: number;
}

/** What opens the console and is not void. Nothing of it is in a backup. */
export interface SessionStore {
  open(session: NewSession): Promise<void>;
  /** `desk_now()`, where this session was opened and not ended; else null. One look for both, since every page needs both. */
  findNow(id: string): Promise<Instant | null>;
  /** False: there is none, any more. */
  end(id: string): Promise<boolean>;
  /** Ends those that act as this agent and uses up the agent's links; null: of everybody. */
  endOf(agent: string | null): Promise<Ended>;
  /** Agents who have sessions or links that are not void, in the order of their keys. */
  listAgents(): Promise<string[]>;
  /** Those that have not expired, nor the key by which they were opened, the newest first. */
  list(): Promise<SessionListing[]>;
  addLink(link: NewLink): Promise<void>;
  /** Records a link that is mailed; false where as many as `most` were made for its agent since then. Those who ask at once wait for each other. */
  addMailedLink(link: NewLink, since: Instant, most: number): Promise<boolean>;
  /** Whether this link may still be used. */
  hasLink(id: string): Promise<boolean>;
  /** The same, and from now on it is used: of many at once, one gets it. `endOf` waits until this transaction has ended, so that it ends the session that is opened by it. */
  useLink(id: string): Promise<boolean>;
  /** Drops sessions that have expired, and links made before this that have; gives how many. */
  dropExpired(linksBefore: Instant, limit: number): Promise<number>;
}
