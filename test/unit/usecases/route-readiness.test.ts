import { expect, test } from "@jest/globals";
import { instant } from "../../../src/domain/time/instant.ts";
import type { TroubledRoute } from "../../../src/usecases/ports/route-store.ts";
import { routeReadiness } from "../../../src/usecases/routes/route-readiness.ts";

const WAYS = [{ mailboxId: 1, mailbox: "support", routes: ["a.example:465", "b.example:587"] }];

function resting(name: string, mailboxId = 1, trouble: TroubledRoute["trouble"] = "login-refused"): TroubledRoute {
  const at = instant(0);
  return { mailboxId, name, trouble, why: "535 no", failures: 1, since: at, restsUntil: at };
}

const look = (...routes: TroubledRoute[]) => routeReadiness({ listTroubled: async () => routes }, WAYS).look();

test("a mailbox is ready while one of its ways works, and says which rests", async () => {
  expect(await look()).toMatchObject([{ name: "way out of support", ok: true, mend: null }]);
  expect(await look(resting("a.example:465"))).toMatchObject([
    { ok: true, detail: "Mail leaves by b.example:587. a.example:465 rests: 535 no." },
  ]);
});

test("it is not while none works, and ways of others or of an earlier desk file do not count", async () => {
  const both = [resting("a.example:465"), resting("b.example:587")];
  expect(await look(...both)).toMatchObject([{ ok: false, mend: expect.stringContaining("svartid check") }]);
  expect(await look(resting("a.example:465", 2), resting("old.example:25"))).toMatchObject([{ ok: true, mend: null }]);
});

test("a refused token is mended by a consent, and a refused login by a password", async () => {
  const both = (trouble: TroubledRoute["trouble"]) => [resting("a.example:465", 1, trouble), resting("b.example:587")];
  expect(await look(...both("token-refused"))).toMatchObject([
    { mend: expect.stringMatching(/consent anew.*refreshToken/) },
  ]);
  expect(await look(...both("login-refused"))).toMatchObject([{ mend: expect.stringMatching(/user and password/) }]);
});
