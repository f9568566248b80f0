import type { Log } from "../ports/log.ts";
import { carryOutErasure, type ErasureDeps } from "./carry-out-erasure.ts";

export interface ResumedErasures {
  readonly finished: number;
  /** Those that wait for mails to have their end. */
  readonly waiting: number;
}

/**
 * Carries out every erasure that is not finished: one that was cut off, one that waited for a mail, and after a restore those the backup knew nothing of.
 * Codes that belong to nobody here are finished at once.
 */
export async function resumeErasures(deps: ErasureDeps & { readonly log: Log }): Promise<ResumedErasures> {
  const { unitOfWork, pseudonyms, log } = deps;
  const unfinished = await unitOfWork.reading.erasures.listUnfinished();
  if (unfinished.length === 0) return { finished: 0, waiting: 0 };
  const unknown = unfinished.filter(({ person }) => person === null).map(({ code }) => code);
  const persons =
    unknown.length === 0
      ? new Map<string, never>()
      : await unitOfWork.transaction(({ erasures }) => erasures.findPersons(unknown, pseudonyms.pads));
  let waiting = 0;
  for (const erasure of unfinished) {
    const person = erasure.person ?? persons.get(erasure.code) ?? null;
    if (person === null) await unitOfWork.reading.erasures.finish(erasure.id);
    else waiting += Number((await carryOutErasure(deps, { ...erasure, person })) > 0);
  }
  const figures = { finished: unfinished.length - waiting, waiting };
  if (figures.finished > 0) log.info(figures, "erasures were carried out");
  return figures;
}
