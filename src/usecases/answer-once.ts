import { instant } from "../domain/time/instant.ts";
import { keepAwake } from "./keep-awake.ts";
import type { KeptAnswer, RequestName } from "./ports/idempotency-store.ts";
import type { Stores, UnitOfWork } from "./ports/unit-of-work.ts";

/** `kept`: the body that is stored in place of `body`, where that holds a secret which is shown once. */
export interface Answer extends KeptAnswer {
  readonly kept?: unknown;
}

export interface NamedRequest extends RequestName {
  /** Of the whole request: the same name with another one is a mistake of the caller. */
  readonly fingerprint: string;
}

export type Once =
  | { readonly kind: "answered"; readonly answer: Answer; readonly isReplayed: boolean }
  /** The same request is being carried out this moment. */
  | { readonly kind: "under-way" }
  /** Another request had this key. */
  | { readonly kind: "key-taken" };

const HOUR_MS = 3_600_000;
/** How long a request may be sent again: over a weekend at the least. */
export const KEPT_HOURS = 72;
const DROPPED_AT_ONCE = 1_000;

/**
 * Carries a request out and keeps its answer, in one transaction: sent again under its `Idempotency-Key` it gets the same answer and
 * changes nothing. What `perform` throws leaves nothing behind, so that the request may be sent again. Without a name it is just
 * carried out. After a deadlock `perform` is called again, from its beginning.
 */
export async function answerOnce(
  unitOfWork: UnitOfWork,
  request: NamedRequest | null,
  perform: (stores: Stores) => Promise<Answer>,
): Promise<Once> {
  return await unitOfWork.transaction(async (stores) => {
    if (request === null)
      return { kind: "answered", answer: await keepAwake(stores.now, () => perform(stores)), isReplayed: false };
    if (!(await stores.idempotency.lock(request))) return { kind: "under-way" };
    const [found, now] = await Promise.all([stores.idempotency.find(request), stores.now()]);
    if (found !== null && found.at > now - KEPT_HOURS * HOUR_MS) {
      if (found.fingerprint !== request.fingerprint) return { kind: "key-taken" };
      return { kind: "answered", answer: found, isReplayed: true };
    }
    const answer = await keepAwake(stores.now, () => perform(stores));
    const { status, headers, body, kept } = answer;
    await stores.idempotency.keep(request, request.fingerprint, { status, headers, body: kept ?? body });
    return { kind: "answered", answer, isReplayed: false };
  });
}

/** Drops the answers that nobody may ask for again; gives how many. */
export async function forgetAnswers({ reading }: Pick<UnitOfWork, "reading">): Promise<number> {
  const before = instant((await reading.now()) - KEPT_HOURS * HOUR_MS);
  let dropped = 0;
  for (;;) {
    const some = await reading.idempotency.dropBefore(before, DROPPED_AT_ONCE);
    dropped += some;
    if (some < DROPPED_AT_ONCE) return dropped;
  }
}
