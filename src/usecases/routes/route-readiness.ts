import type { ReadinessCheck, ReadinessResult } from "../ports/readiness.ts";
import type { RouteStore, TroubledRoute } from "../ports/route-store.ts";
import { fault, fine } from "../readiness-result.ts";

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
  if (resting.length === 0)
    return fine(name, { en: `Mail of ${mailbox} leaves.`, da: `Mail fra ${mailbox} kommer af sted.` });
  const said = resting.map((route) => `${route.name} rests: ${route.why}`).join("; ");
  const saidInDanish = resting.map((route) => `${route.name} holder pause: ${route.why}`).join("; ");
  const working = routes.find((route) => !resting.some((candidate) => candidate.name === route));
  if (working !== undefined) {
    const detail = {
      en: `Mail leaves by ${working}. ${said}.`,
      da: `Mail kommer af sted gennem ${working}. ${saidInDanish}.`,
    };
    return fine(name, detail, mendOf(resting));
  }
  const detail = {
    en: `No mail of ${mailbox} leaves. ${said}.`,
    da: `Ingen mail fra ${mailbox} kommer af sted. ${saidInDanish}.`,
  };
  return fault(name, detail, mendOf(resting));
}

function mendOf(resting: readonly TroubledRoute[]): typeof MEND {
  return resting.some(({ trouble }) => trouble === "token-refused") ? MEND_TOKEN : MEND;
}

const MEND = {
  en: "Run svartid check: it tries each server at once, and mail leaves as soon as one takes the login. Correct user and password in SMTP_URL or the desk file.",
  da: "Kør svartid check: den prøver hver server med det samme, og mail kommer af sted, så snart en af dem tager imod loginnet. Ret bruger og adgangskode i SMTP_URL eller desk.yaml.",
};
const MEND_TOKEN = {
  en: "The access token is refused: give the consent anew and set the new refresh token where refreshToken is taken from; if the consent stands, give the client of auth.oauth2 the right to send as this mailbox. svartid check tries each server at once, and says what it answers.",
  da: "Adgangstokenet bliver afvist: giv samtykket igen, og sæt det nye refresh token dér, hvor refreshToken hentes; gælder samtykket endnu, så giv klienten i auth.oauth2 ret til at sende som postkassen. svartid check prøver hver server med det samme og siger, hvad den svarer.",
};
