import { afterEach, beforeEach, expect, test } from "@jest/globals";
import type { Kysely } from "kysely";
import { createTokenEndpoint } from "../../src/adapters/oauth/token-endpoint.ts";
import { openDatabase } from "../../src/adapters/postgres/database.ts";
import { createExpiryStore } from "../../src/adapters/postgres/expiry-store.ts";
import { createMailboxStore } from "../../src/adapters/postgres/mailbox-store.ts";
import type { Schema } from "../../src/adapters/postgres/schema.ts";
import { createTokenStore } from "../../src/adapters/postgres/token-store.ts";
import { digest } from "../../src/adapters/system/digest.ts";
import { createSealer } from "../../src/adapters/system/sealer.ts";
import type { OAuth2Settings } from "../../src/domain/desk/oauth2-settings.ts";
import { createAccessTokens } from "../../src/usecases/oauth/access-tokens.ts";
import type { TokenEndpoint } from "../../src/usecases/ports/token-endpoint.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { silentLog } from "../support/silent-log.ts";
import { CLIENT, startTokenServer, type TokenFault, type TokenServer } from "../support/token-server.ts";

const SECRET = "a secret of the test that is long enough to seal with";

let server: TokenServer;
let database: TestDatabase;
let db: Kysely<Schema>;
let mailboxId: number;
let consented: string;
beforeEach(async () => {
  server = await startTokenServer("support@desk.example");
  consented = server.refreshToken();
  database = await createTestDatabase();
  db = openDatabase({ url: database.url, log: silentLog });
  mailboxId = await createMailboxStore(db).ensure("support", "INBOX");
});
afterEach(async () => {
  await db.destroy();
  await database.drop();
  await server.stop();
});

interface Changes {
  settings?: Partial<OAuth2Settings>;
  secrets?: [string, ...string[]];
  isAsked?: boolean;
  /** Of the clock that never jumps, as if so much had passed since. */
  elapsedMs?: () => number;
  endpoint?: TokenEndpoint;
}

/** The tokens as another process would have them. */
function process({ settings = {}, secrets = [SECRET], isAsked = false, elapsedMs = () => 0, endpoint }: Changes = {}) {
  const oauth2: OAuth2Settings = {
    grant: "refresh_token",
    tokenUrl: server.tokenUrl,
    ...CLIENT,
    refreshToken: consented,
    scope: "imap smtp",
    secretExpires: null,
    ...settings,
  };
  const deps = {
    tokens: createTokenStore(db),
    endpoint: endpoint ?? createTokenEndpoint({ patienceMs: 1_000 }),
    sealer: createSealer(secrets),
    digest,
    waiting: { elapsedMs },
  };
  return createAccessTokens(deps, { mailboxId, mailbox: "support", settings: oauth2, isAsked });
}

async function storedText(): Promise<string> {
  return JSON.stringify(await db.selectFrom("access_token").selectAll().execute());
}

/** As if the machine's clock had gone on: everything kept is older. */
async function age(seconds: number): Promise<void> {
  const row = await db.selectFrom("access_token").select("state").executeTakeFirstOrThrow();
  const older = JSON.stringify(row.state, (key, value) =>
    typeof value === "number" && /(At|Before)$/.test(key) ? value - seconds * 1000 : value,
  );
  await db.updateTable("access_token").set({ state: older }).execute();
}

test("a token is asked for as the grant says, and kept until it must be renewed", async () => {
  const client = process({ settings: { grant: "client_credentials", refreshToken: null } });
  const token = await client.get();
  expect(await client.get()).toBe(token);
  expect(await process({ settings: { grant: "client_credentials", refreshToken: null } }).get()).toBe(token);
  expect(server.requests).toEqual([
    {
      grant_type: "client_credentials",
      client_id: CLIENT.clientId,
      client_secret: CLIENT.clientSecret,
      scope: "imap smtp",
    },
  ]);
});

test("a token is renewed before it runs out, by the refresh token that came last", async () => {
  const first = await process().get();
  const newer = server.refreshToken();
  await age(3_600 - 301);
  expect(await process().get()).toBe(first);
  await age(2);
  expect(await process().get()).not.toBe(first);
  expect(server.requests.map((request) => request.refresh_token)).toEqual([consented, newer]);
});

test("a process that keeps a token renews it in time by its own clock", async () => {
  let now = 0;
  const tokens = process({ elapsedMs: () => now });
  const first = await tokens.get();
  await age(3_400);
  expect(await tokens.get()).toBe(first);
  now = 3_400_000;
  expect(await tokens.get()).not.toBe(first);
});

test("a rotated refresh token is in the database, and unreadable there, before its access token is used", async () => {
  await process().get();
  const text = await storedText();
  for (const secret of [consented, server.refreshToken(), CLIENT.clientSecret]) expect(text).not.toContain(secret);
  await age(3_600);
  await process().get();
  await age(3_600);
  await process({ secrets: ["a new secret that now comes first in its list", SECRET] }).get();
  await age(3_600);
  await process({ secrets: ["a new secret that now comes first in its list"] }).get();
  expect(server.requests).toHaveLength(4);
});

test("of many who need a token at once, in one process and in others, one asks", async () => {
  const processes = Array.from({ length: 6 }, () => process());
  const tokens = await Promise.all(processes.flatMap((one) => [one.get(), one.get()]));
  expect(new Set(tokens).size).toBe(1);
  expect(server.requests).toHaveLength(1);
});

test.each<[string, TokenFault, RegExp]>([
  ["down", { kind: "answer", status: 503, body: "<html>" }, /gave no access token \(HTTP 503\): see that it can be/],
  ["overloaded", { kind: "answer", status: 429, body: "" }, /\(HTTP 429\)/],
  ["slow", { kind: "silence" }, /\(it did not answer in time\)/],
  ["cut off", { kind: "cut" }, /gave no access token \((UND_ERR_SOCKET|ECONNRESET)\)/],
  ["no JSON", { kind: "answer", status: 200, body: "access_token=abc" }, /\(its answer holds no bearer token\)/],
  ["a token with a line end", { kind: "answer", status: 200, body: '{"access_token":"a\\r\\nb"}' }, /no bearer token/],
  ["an endless answer", { kind: "answer", status: 200, body: " ".repeat(100_000) }, /its answer is too large/],
])("an endpoint that is %s is told in a sentence, and rests before it is asked again", async (_, fault, message) => {
  server.set({ fault });
  await expect(process().get()).rejects.toMatchObject({ code: "token-unavailable", retryable: true, message });
  await expect(process().get()).rejects.toMatchObject({ code: "token-unavailable", message });
  expect(server.requests).toHaveLength(1);
  server.set({ fault: null });
  await age(16);
  await process().get();
  expect(server.requests).toHaveLength(2);
});

test("an endpoint that cannot be reached is told likewise", async () => {
  await server.stop();
  const message = /The token endpoint 127\.0\.0\.1:\d+ of mailbox support gave no access token \(ECONNREFUSED\)/;
  await expect(process().get()).rejects.toMatchObject({ code: "token-unavailable", message });
});

test("a consent that was withdrawn is told with its mend, without a secret, and tried at most six times an hour", async () => {
  const tokens = process({ settings: { refreshToken: "a consent of another day" } });
  const failure = await tokens.get().catch((error: unknown) => error as Error);
  expect(failure).toMatchObject({ code: "token-refused", retryable: false });
  expect(failure).toMatchObject({ message: /refused an access token \(invalid_grant\): the consent was withdrawn/ });
  expect(String((failure as Error).message)).not.toContain("another day");
  for (let tries = 0; tries < 20; tries++) {
    await age(180);
    await tokens.get().catch(() => undefined);
  }
  // An hour has passed.
  expect(server.requests.length).toBeLessThanOrEqual(6);
});

test("settings that were corrected are tried at once, and a person who asks is answered at once", async () => {
  const wrong = { settings: { clientSecret: "a wrong one" } };
  await expect(process(wrong).get()).rejects.toMatchObject({ message: /invalid_client\): correct clientId and/ });
  await expect(process(wrong).get()).rejects.toMatchObject({ code: "token-refused" });
  await expect(process({ ...wrong, isAsked: true }).get()).rejects.toMatchObject({ code: "token-refused" });
  expect(server.requests).toHaveLength(2);
  await process().get();
  expect(server.requests).toHaveLength(3);
});

test("while the endpoint is away the last token is used as long as it is good", async () => {
  const token = await process().get();
  server.set({ fault: { kind: "answer", status: 500, body: "" } });
  await age(3_400);
  expect(await process().get()).toBe(token);
  expect(await process().get()).toBe(token);
  expect(server.requests).toHaveLength(2);
  await age(200);
  await expect(process().get()).rejects.toMatchObject({ code: "token-unavailable" });
});

test("a token that a server refuses is renewed once; one that is new is not", async () => {
  const tokens = process();
  const first = await tokens.get();
  await age(601);
  expect(await tokens.refused(first)).toBe(true);
  const second = await tokens.get();
  expect(second).not.toBe(first);
  // Another process still had the first one.
  expect(await process().refused(first)).toBe(true);
  expect(await process().get()).toBe(second);
  expect(await tokens.refused(second)).toBe(false);
});

test("a stored refresh token that is no longer good, as from a restored database, gives way to the desk file's", async () => {
  await process().get();
  await age(3_600);
  server.consent(consented);
  await process().get();
  expect(server.requests).toHaveLength(3);
  expect(server.requests.at(-1)).toMatchObject({ refresh_token: consented });
});

test("the end of a consent is told of when renewing does not put it off", async () => {
  const { readToldExpiry } = createExpiryStore(db);
  server.set({ refreshLifetimeSeconds: 90_000 });
  await process().get();
  expect(await readToldExpiry(mailboxId)).toBeNull();
  await age(3_600);
  server.set({ refreshLifetimeSeconds: 90_000 - 3_600 });
  await process().get();
  const told = (await readToldExpiry(mailboxId)) ?? 0;
  expect(Math.abs(told - (Date.now() + 86_400_000))).toBeLessThan(300_000);
  await age(3_600);
  server.set({ refreshLifetimeSeconds: 90_000 });
  await process().get();
  expect(await readToldExpiry(mailboxId)).toBeNull();
});

test("a sealed text opens with its secret only, and not when it was changed", () => {
  const sealed = createSealer([SECRET]).seal("æ token");
  expect(createSealer([SECRET]).open(sealed)).toBe("æ token");
  expect(createSealer([SECRET]).seal("æ token")).not.toBe(sealed);
  expect(createSealer(["another secret that is long enough to seal with"]).open(sealed)).toBeNull();
  const bytes = Buffer.from(sealed.slice(2), "base64");
  bytes[14]! ^= 1;
  expect(createSealer([SECRET]).open(`1.${bytes.toString("base64")}`)).toBeNull();
  for (const broken of ["", "1.", "2.AAAA", "1.AAAA"]) expect(createSealer([SECRET]).open(broken)).toBeNull();
});

test("a refresh token that was lost with the process that asked for it is told as such, until there is a new one", async () => {
  const dies = { ...createTokenEndpoint(), ask: askAndDie };
  await expect(process({ endpoint: dies }).get()).rejects.toThrow("the process ended");
  expect(await db.selectFrom("access_token_attempt").selectAll().execute()).toHaveLength(1);
  const told =
    /ended in the middle of the renewal that began at 2\d{3}-.*Z, and the new refresh token .* was lost with it: give the consent anew/;
  await expect(process().get()).rejects.toThrow(told);
  await expect(process({ isAsked: true }).get()).rejects.toThrow(told);
  expect(await db.selectFrom("access_token_attempt").selectAll().execute()).toEqual([]);
  consented = server.refreshToken();
  await process().get();
  await age(3_600);
  server.consent("another");
  await expect(process().get()).rejects.toThrow("the consent was withdrawn or has run out");
});

test("an attempt that was cut off harms nothing where the old refresh token stays good", async () => {
  const dies = { ...createTokenEndpoint(), ask: askAndDie };
  await expect(process({ endpoint: dies }).get()).rejects.toThrow("the process ended");
  server.consent(consented);
  await process().get();
  expect(await storedText()).not.toMatch(/"interruptedAt":\d/);
});

// The endpoint answers, and nothing of it is ever stored.
const askAndDie: TokenEndpoint["ask"] = async (settings, refreshToken) => {
  const answer = await createTokenEndpoint().ask(settings, refreshToken);
  expect(answer.kind).toBe("token");
  throw new Error("the process ended");
};
