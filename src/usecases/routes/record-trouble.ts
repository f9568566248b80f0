import { isRouteToTell, routeRestSeconds } from "../../domain/outbound/route-rest.ts";
import { isRefusal, type RouteTrouble } from "../../domain/outbound/send-result.ts";
import { instant } from "../../domain/time/instant.ts";
import type { RouteServices } from "./route-board.ts";
import { tellOfRoute } from "./tell-of-route.ts";
import type { Candidate } from "./way-out.ts";

interface Finding {
  readonly trouble: RouteTrouble;
  readonly why: string;
  /** It was tried after a rest; else several mails may find out about the same trouble. */
  readonly isTry: boolean;
}

/** Puts a way out to rest, for all processes, and tells people where that is due. */
export async function recordTrouble(
  services: RouteServices,
  { way, route }: Candidate,
  finding: Finding,
): Promise<void> {
  const { trouble, why, isTry } = finding;
  await services.unitOfWork.transaction(async (stores) => {
    const key = { mailboxId: way.mailboxId, name: route.name };
    const { trouble: known, toldAt } = await stores.routes.lock(key);
    const now = await stores.now();
    const isKnown = known !== null && !isTry && known.restsUntil > now;
    if (isKnown && (isRefusal(known.trouble) || !isRefusal(trouble))) return;
    const failures = (known?.failures ?? 0) + (isKnown ? 0 : 1);
    const seconds = routeRestSeconds(trouble, failures, services.randomness.fraction());
    const restsUntil = instant(now + Math.round(seconds * 1000));
    const isToTell = isRouteToTell(trouble, failures, toldAt === null ? null : (now - toldAt) / 60_000);
    const news = {
      kind: "rests",
      mailbox: way.mailbox,
      route: route.name,
      why,
      isOfToken: trouble === "token-refused",
    } as const;
    const isTold = isToTell && (await tellOfRoute(services, stores, news));
    await stores.routes.recordTrouble(
      { ...key, trouble, why, failures, since: known?.since ?? now, restsUntil },
      isTold,
    );
    services.log.warn({ mailbox: way.mailbox, route: route.name, trouble, failures }, "a way out rests");
  });
}
