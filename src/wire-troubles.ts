import { createTroubleMark } from "./adapters/files/trouble-mark.ts";
import { createStorageProbe } from "./adapters/postgres/storage-probe.ts";
import type { WebhookSender } from "./usecases/ports/webhook-sender.ts";
import type { WayOut } from "./usecases/routes/way-out.ts";
import { tellDirectly } from "./usecases/trouble/tell-directly.ts";
import { createStorageWatch } from "./usecases/trouble/watch-storage.ts";
import { watchTroubles } from "./usecases/trouble/watch-troubles.ts";
import { wireReadiness } from "./wire-readiness.ts";
import type { OpenDesk } from "./wiring.ts";

/** One look at everything the desk stands on, which tells operations of what stays red; gives how many troubles it told of. */
export function wireTroubles(desk: OpenDesk): () => Promise<number> {
  const readiness = wireReadiness(desk);
  const { unitOfWork, mail, log, settings } = desk;
  return () => watchTroubles({ unitOfWork, mail, log, desk: settings.desk, readiness });
}

/** One look at whether the database stores, which tells of it past the database; by the clock of this process, as there is no other. */
export function wireStorageWatch(
  desk: OpenDesk,
  by: { readonly waysOut: readonly WayOut[]; readonly senders: ReadonlyMap<string, WebhookSender> },
): ReturnType<typeof createStorageWatch> {
  const { mail, randomness, log, settings } = desk;
  return createStorageWatch({
    probe: createStorageProbe(desk.database),
    mark: createTroubleMark(settings.config.dataDirectory, "storage-trouble"),
    tell: (news, at) => tellDirectly({ mail, randomness, log, desk: settings.desk, ...by }, news, at),
  });
}
