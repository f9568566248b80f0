import type { ReadinessCheck, ReadinessResult } from "../ports/readiness.ts";
import type { RouteStore, TroubledRoute } from "../ports/route-store.ts";

/** The ways out of one mailbox by name, in their order. */
export interface WatchedWay {
  readonly mailboxId: number;
  readonly mailbox: string;
  readonly routes: readonly string[];
}

/** For each mailbox that sends: red while none of its ways out works; while only some rest it says which. */
export function routeReadiness(routes: Pick<RouteStore, "listTroubled">, ways: readonly WatchedWay[]): ReadinessCheck {
  return {
    name: "ways out",
    async look() {
      const troubled = await routes.listTroubled();
      return ways.map((way) => describe(way, troubled));
    },
  };
}

function describe({ mailboxId, mailbox, routes }: WatchedWay, troubled: readonly TroubledRoute[]): ReadinessResult {
  const name = `way out of ${mailbox}`;
  const resting = routes.flatMap(
    (route) => troubled.find((candidate) => candidate.mailboxId === mailboxId && candidate.name === route) ?? [],
  );
  if (resting.length === 0) return { name, ok: true, detail: `Mail of ${mailbox} leaves.`, mend: null };
  const said = resting.map((route) => `${route.name} rests: ${route.why}`).join("; ");
  const working = routes.find((route) => !resting.some((candidate) => candidate.name === route));
  return {
    name,
    ok: working !== undefined,
    detail: working === undefined ? `No mail of ${mailbox} leaves. ${said}.` : `Mail leaves by ${working}. ${said}.`,
    mend: "Run svartid check: it tries each server at once, and mail leaves as soon as one takes the login. Correct user and password in SMTP_URL or the desk file.",
  };
}
