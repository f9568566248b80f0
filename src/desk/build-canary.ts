import type { CanarySettings } from "../domain/desk/desk.ts";
import type { DeskFile } from "./desk-file.ts";

const DEFAULT_EVERY = "5m";
/** Within the three minutes in which operations must know that something is wrong. */
const DEFAULT_WITHIN = "2m";

/** `canary` of a desk file that was checked, with every default in its place. */
export function buildCanary(file: NonNullable<DeskFile["canary"]>): CanarySettings {
  const { every = DEFAULT_EVERY, within = DEFAULT_WITHIN, answerTo = null, addresses = {} } = file;
  return {
    everySeconds: secondsOf(every),
    withinSeconds: secondsOf(within),
    answerTo: answerTo?.toLowerCase() ?? null,
    addresses: Object.fromEntries(Object.entries(addresses).map(([name, address]) => [name, address.toLowerCase()])),
  };
}

/** Of `5m` or `90s`. */
export function secondsOf(text: string): number {
  return Number.parseInt(text, 10) * (text.endsWith("m") ? 60 : 1);
}
