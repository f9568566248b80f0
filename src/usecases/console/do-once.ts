import { instant } from "../../domain/time/instant.ts";
import { keepAwake } from "../keep-awake.ts";
import type { DeedOutcome } from "../ports/console-store.ts";
import type { Stores, UnitOfWork } from "../ports/unit-of-work.ts";

/** `foreign`: the form was somebody else's. */
export type DoneOnce =
  | { readonly kind: "done"; readonly outcome: DeedOutcome; readonly isAgain: boolean }
  | { readonly kind: "foreign" };

const KEPT_HOURS = 24;
const HOUR_MS = 3_600_000;
const DROPPED_AT_ONCE = 1_000;

/**
 * Does what a form of the console asks, once for its token, in one transaction with the record of what came of it: the same form sent again, at the
 * same time too, changes nothing and gives the same. What `perform` throws leaves nothing behind, so that the form may be sent again.
 */
export async function doOnce(
  unitOfWork: UnitOfWork,
  form: { readonly token: string; readonly actor: string },
  perform: (stores: Stores) => Promise<DeedOutcome>,
): Promise<DoneOnce> {
  return await unitOfWork.transaction(async (stores) => {
    const taken = await stores.console.takeForm(form.token, form.actor);
    if (taken.kind === "foreign") return { kind: "foreign" };
    if (taken.kind === "done") return { kind: "done", outcome: taken.outcome, isAgain: true };
    const outcome = await keepAwake(stores.now, () => perform(stores));
    await stores.console.keepOutcome(form.token, outcome);
    return { kind: "done", outcome, isAgain: false };
  });
}

/** Drops what the console kept for longer than a day, and sessions and links that have expired; gives how many rows. */
export async function forgetDeeds({ reading }: Pick<UnitOfWork, "reading">): Promise<number> {
  const now = await reading.now();
  const before = instant(now - KEPT_HOURS * HOUR_MS);
  const deeds = await reading.console.dropBefore(before, DROPPED_AT_ONCE);
  return deeds + (await reading.sessions.dropExpired(before, DROPPED_AT_ONCE));
}
