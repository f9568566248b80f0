import { createHash } from "node:crypto";
import type { Desk } from "../domain/desk/desk.ts";
import { storedDesk } from "../domain/desk/stored-desk.ts";

/** SHA-256 in hex over what the desk means: comments, the order of keys and credentials do not change it. */
export function hashDesk(desk: Desk): string {
  return createHash("sha256")
    .update(JSON.stringify(sorted(storedDesk(desk))))
    .digest("hex");
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== "object") return value;
  const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return entries.map(([key, item]) => [key, sorted(item)]);
}
