import { instant } from "../../domain/time/instant.ts";
import type { UnitOfWork } from "../ports/unit-of-work.ts";

const DAY_MS = 86_400_000;
/** A mail that comes later than so many days after one that names it joins nothing by that. */
export const AWAITED_DAYS = 30;
const DROPPED_AT_ONCE = 1_000;

/** Forgets which mails were named and never came; gives how many. */
export async function forgetAwaited({ reading }: Pick<UnitOfWork, "reading">): Promise<number> {
  const before = instant((await reading.now()) - AWAITED_DAYS * DAY_MS);
  let dropped = 0;
  for (;;) {
    const some = await reading.tickets.dropAwaited(before, DROPPED_AT_ONCE);
    dropped += some;
    if (some < DROPPED_AT_ONCE) return dropped;
  }
}
