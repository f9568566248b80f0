import { createKeyStore } from "./adapters/postgres/key-store.ts";
import { digest } from "./adapters/system/digest.ts";
import { createRandomness } from "./adapters/system/randomness.ts";
import { createElapsedMs } from "./usecases/clock/elapsed-of-clock.ts";
import type { TicketReader } from "./usecases/present-ticket.ts";
import { type OpenDatabase, wireClock } from "./wiring.ts";

/** What presents tickets needs of an open database. */
export async function ticketReader(storage: OpenDatabase): Promise<TicketReader> {
  const stores = storage.unitOfWork.reading;
  return { stores, desk: storage.settings.desk, elapsedMs: createElapsedMs(await wireClock(storage), stores.clocks) };
}

/** What the keys to the API are made and looked up with. */
export function wireKeys(storage: OpenDatabase) {
  const { agents } = storage.settings.desk;
  return { keys: createKeyStore(storage.database), digest, randomness: createRandomness(), agents };
}
