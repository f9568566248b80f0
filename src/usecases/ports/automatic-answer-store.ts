import type { Instant } from "../../domain/time/instant.ts";

/** Counts the automatic answers that were sent, for the brakes on loops and relayed spam. */
export interface AutomaticAnswerStore {
  record(address: string, at: Instant): Promise<void>;
  /** Answers to the address and in total since the instants given. */
  count(
    address: string,
    since: { hour: Instant; day: Instant },
  ): Promise<{ lastHour: number; lastDay: number; totalLastHour: number }>;
}
