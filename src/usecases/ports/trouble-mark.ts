import type { Instant } from "../../domain/time/instant.ts";

/**
 * What the processes of one machine know together of a trouble that the database cannot keep. Never fails: where nothing can be marked each process is
 * left to itself, since told twice is better than never.
 */
export interface TroubleMark {
  /** When a process last found the trouble, of which people were told; null: they were not, or were told that it is over. */
  redAt(): Promise<Instant | null>;
  /** The trouble is still there. */
  keep(now: Instant): Promise<void>;
  /** Whether it is this process that tells of it; false: another does at this moment, or has. */
  begin(now: Instant): Promise<boolean>;
  /** Ends what `begin` began. False: nobody took the news, and whoever looks next may try. */
  finish(isTold: boolean): Promise<void>;
  /** Whether it is this process that tells that it is over: true for one alone. */
  end(): Promise<boolean>;
}
