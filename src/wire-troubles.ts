import { watchTroubles } from "./usecases/trouble/watch-troubles.ts";
import { wireReadiness } from "./wire-readiness.ts";
import type { OpenDesk } from "./wiring.ts";

/** One look at everything the desk stands on, which tells operations of what stays red; gives how many troubles it told of. */
export function wireTroubles(desk: OpenDesk): () => Promise<number> {
  const readiness = wireReadiness(desk);
  const { unitOfWork, mail, log, settings } = desk;
  return () => watchTroubles({ unitOfWork, mail, log, desk: settings.desk, readiness });
}
