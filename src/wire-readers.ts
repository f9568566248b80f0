import { createKeyStore } from "./adapters/postgres/key-store.ts";
import { digest } from "./adapters/system/digest.ts";
import { createRandomness } from "./adapters/system/randomness.ts";
import { holidaysOf } from "./desk/holiday-source.ts";
import { createClockReader } from "./usecases/clock/read-elapsed.ts";
import type { TicketReader } from "./usecases/present-ticket.ts";
import type { OpenDatabase } from "./wiring.ts";

/** What presents tickets needs of an open database. */
export function ticketReader(storage: OpenDatabase): TicketReader {
  const stores = storage.unitOfWork.reading;
  return { stores, elapsedMs: createClockReader(stores.clocks, holidaysOf) };
}

/** What the keys to the API are made and looked up with. */
export function wireKeys(storage: OpenDatabase) {
  return { keys: createKeyStore(storage.database), digest, randomness: createRandomness() };
}
