import type { AuditValue } from "./audit-event.ts";

/**
 * JSON with the keys of every object sorted by code unit, no spaces, and numbers and strings as JSON.stringify writes them: one text for one
 * value (the idea of RFC 8785). Numbers must be finite and strings well-formed, as they are in whatever came from jsonb.
 */
export function canonicalJson(value: AuditValue): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  if (isList(value)) return `[${value.map(canonicalJson).join(",")}]`;
  const names = Object.keys(value).sort(byCodeUnit);
  return `{${names.map((name) => `${JSON.stringify(name)}:${canonicalJson(value[name] ?? null)}`).join(",")}}`;
}

// Array.isArray does not narrow readonly arrays.
function isList(value: AuditValue): value is readonly AuditValue[] {
  return Array.isArray(value);
}

function byCodeUnit(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}
