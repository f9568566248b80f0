/** One thing that was reconciled: how many were looked at, and a sentence for each that is not accounted for. */
export interface AuditCheck {
  name: string;
  count: number;
  faults: string[];
}

/** `unaccounted` is the number of all faults; `ok` when there is none. */
export interface AuditReport {
  ok: boolean;
  unaccounted: number;
  checks: AuditCheck[];
}

/** A part of the audit: looks at one matter and gives its checks. */
export interface AuditPart {
  name: string;
  look(): Promise<AuditCheck[]>;
}

/** Looks at one part after the other. A part that could not look is a fault: what was not seen is not accounted for. */
export async function audit(parts: readonly AuditPart[]): Promise<AuditReport> {
  const checks: AuditCheck[] = [];
  for (const part of parts) checks.push(...(await lookSafely(part)));
  const unaccounted = checks.reduce((sum, check) => sum + check.faults.length, 0);
  return { ok: unaccounted === 0, unaccounted, checks };
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
