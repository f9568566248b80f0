import type { AuditActor } from "../../domain/audit/audit-event.ts";
import { RETENTION_CLASSES, type RetentionClass, type RetentionSettings } from "../../domain/privacy/retention.ts";
import type { UnitOfWork } from "../ports/unit-of-work.ts";

/** What is forgotten at once: a few hundred milliseconds, during which others wait for nothing but these rows. */
const AT_ONCE = 50;

export type RetentionFigures = Readonly<Partial<Record<RetentionClass, number>>>;

/** What would be forgotten now; classes that are kept for good are not named. */
export async function surveyRetention({ reading }: UnitOfWork, settings: RetentionSettings): Promise<RetentionFigures> {
  const figures: Partial<Record<RetentionClass, number>> = {};
  await reading.holds.completeForms();
  for (const name of RETENTION_CLASSES) {
    const days = settings[name];
    if (days !== null) figures[name] = await reading.retention.count(name, days);
  }
  return figures;
}

/**
 * Forgets what is too old, a few rows under one commit, until nothing is left or `signal` is aborted; each commit is on record with its figure. Nothing of an open
 * ticket or one that is held goes, and no number that a report counts.
 */
export async function applyRetention(
  unitOfWork: UnitOfWork,
  settings: RetentionSettings,
  { actor, signal }: { readonly actor: AuditActor; readonly signal?: AbortSignal },
): Promise<RetentionFigures> {
  const figures: Partial<Record<RetentionClass, number>> = {};
  for (const name of RETENTION_CLASSES) {
    const days = settings[name];
    if (days === null) continue;
    for (let done = AT_ONCE; done > 0 && !signal?.aborted; ) {
      done = await unitOfWork.transaction(async ({ retention, holds, audit }) => {
        await holds.completeForms();
        const count = await retention.forget(name, days, AT_ONCE);
        const subject = { kind: "retention", id: name };
        if (count > 0) audit.record({ actor, action: "retention.applied", subject, detail: { count, days } });
        return count;
      });
      figures[name] = (figures[name] ?? 0) + done;
    }
  }
  return figures;
}
