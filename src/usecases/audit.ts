/** One thing that was reconciled: how many were looked at, and a sentence for each that is not accounted for. */
export interface AuditCheck {
  name: string;
  count: number;
  faults: string[];
}

/** What can be at fault: the trail of deeds and the sealed ledgers, which somebody must have changed by hand, or the books of the desk's own work. */
export const AUDITED = ["books", "trail"] as const;
export type Audited = (typeof AUDITED)[number];

/** `unaccounted` is the number of all faults; `ok` when there is none. `atFault`: the trail where it has one, whatever else has. */
export interface AuditReport {
  ok: boolean;
  unaccounted: number;
  atFault: Audited | null;
  checks: AuditCheck[];
}

/** A part of the audit: looks at one matter and gives its checks. */
export interface AuditPart {
  name: string;
  /** Of the trail; else of the books. */
  isOfTrail?: true;
  look(): Promise<AuditCheck[]>;
}

/** Looks at one part after the other. A part that could not look is a fault: what was not seen is not accounted for. */
export async function audit(parts: readonly AuditPart[]): Promise<AuditReport> {
  const checks: AuditCheck[] = [];
  const faults = { books: 0, trail: 0 };
  for (const part of parts) {
    const found = await lookSafely(part);
    checks.push(...found);
    faults[part.isOfTrail ? "trail" : "books"] += found.reduce((sum, check) => sum + check.faults.length, 0);
  }
  const unaccounted = faults.books + faults.trail;
  const atFault = faults.trail > 0 ? "trail" : "books";
  return { ok: unaccounted === 0, unaccounted, atFault: unaccounted === 0 ? null : atFault, checks };
}

async function lookSafely(part: AuditPart): Promise<AuditCheck[]> {
  try {
    return await part.look();
  } catch (error) {
    return [{ name: part.name, count: 0, faults: [`could not be looked at: ${describe(error)}`] }];
  }
}

function describe(error: unknown): string {
  return typeof error === "object" && error !== null && "message" in error ? String(error.message) : String(error);
}
