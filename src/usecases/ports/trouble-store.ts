import type { Instant } from "../../domain/time/instant.ts";
import type { Trouble } from "../../domain/trouble/follow-trouble.ts";

/** The troubles that are not over, one at most for each check, whatever the number of processes that look. */
export interface TroubleStore {
  /** The checks in trouble. */
  listOpen(): Promise<readonly string[]>;
  /** What is known of a check, locked until the transaction ends; null: it is not in trouble. */
  lock(check: string): Promise<Trouble | null>;
  /** Begins the trouble of a check. False: another process has begun one. */
  begin(check: string, trouble: Trouble): Promise<boolean>;
  /** Writes what was locked. */
  update(check: string, trouble: Trouble): Promise<void>;
  /** What was locked is over. One that nobody was told of is forgotten. */
  end(check: string, at: Instant): Promise<void>;
  /** Forgets what nobody has looked at since then: the check is none of the desk's any more. */
  endUnseen(before: Instant): Promise<void>;
}
