import type { Instant } from "../../domain/time/instant.ts";

/** The periodic works whose last success is kept. `canary`: a job that went through the queue; `lmtp`: it is listened for. */
export const HEARTBEATS = ["canary", "sweep", "lmtp"] as const;
export type HeartbeatName = (typeof HEARTBEATS)[number];

/** When each periodic work last succeeded, by `desk_now()`. */
export interface HeartbeatStore {
  beat(name: HeartbeatName, detail?: string): Promise<void>;
  find(name: HeartbeatName): Promise<{ at: Instant; detail: string | null } | null>;
}
