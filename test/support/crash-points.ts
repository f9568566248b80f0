/**
 * Where a sender dies: with the row claimed, before there is a connection; with a recipient named; with part of the mail gone; with all but the last
 * bytes gone; with the final dot allowed; with the final dot gone; with the answer heard, before that is written down.
 */
export const CRASH_POINTS = ["claimed", "envelope", "body", "held", "allowed", "released", "answered"] as const;
export type CrashPoint = (typeof CRASH_POINTS)[number] | "none";
