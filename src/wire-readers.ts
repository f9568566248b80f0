import { digest } from "./adapters/system/digest.ts";
import { createRandomness } from "./adapters/system/randomness.ts";
import type { AuditActor } from "./domain/audit/audit-event.ts";
import { createElapsedMs } from "./usecases/clock/elapsed-of-clock.ts";
import { type CreatedKey, createKey, type WantedKey } from "./usecases/create-key.ts";
import type { TicketReader } from "./usecases/present-ticket.ts";
import { type OpenDatabase, wireClock } from "./wiring.ts";

/** What presents tickets needs of an open database. */
export async function ticketReader(storage: OpenDatabase): Promise<TicketReader> {
  const stores = storage.unitOfWork.reading;
  return { stores, desk: storage.settings.desk, elapsedMs: createElapsedMs(await wireClock(storage), stores.clocks) };
}

/** Makes a key to the API, in a transaction of its own. */
export function makeKey(storage: OpenDatabase, actor: AuditActor, wanted: WantedKey): Promise<CreatedKey> {
  const services = { digest, randomness: createRandomness(), agents: storage.settings.desk.agents, actor };
  return storage.unitOfWork.transaction(({ keys, audit, now }) => createKey({ ...services, keys, audit, now }, wanted));
}
