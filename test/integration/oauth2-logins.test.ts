import { afterEach, beforeEach, expect } from "@jest/globals";
import { createJournal } from "../../src/adapters/imap/create-journal.ts";
import { createTokenEndpoint } from "../../src/adapters/oauth/token-endpoint.ts";
import { createTokenStore } from "../../src/adapters/postgres/token-store.ts";
import { createSmtpSender } from "../../src/adapters/smtp/smtp-sender.ts";
import { digest } from "../../src/adapters/system/digest.ts";
import { createSealer } from "../../src/adapters/system/sealer.ts";
import { waiting } from "../../src/adapters/system/waiting.ts";
import type { MailServer } from "../../src/domain/desk/mailbox-settings.ts";
import { createAccessTokens } from "../../src/usecases/oauth/access-tokens.ts";
import type { AccessTokens } from "../../src/usecases/ports/access-tokens.ts";
import { AdapterError } from "../../src/usecases/ports/adapter-error.ts";
import { dovecot, type RunningDovecot, startDovecot } from "../support/dovecot.ts";
import { eventually } from "../support/eventually.ts";
import { countRows, openIntake, smallMail } from "../support/intake.ts";
import { postfix, type RunningPostfix, startPostfix } from "../support/postfix.ts";
import { testOn } from "../support/real-server.ts";
import { CLIENT, startTokenServer, type TokenServer } from "../support/token-server.ts";

const SUPPORT = "support@desk.example";
const CUSTOMER = "kirsten@north.example";
const onDovecot = testOn(dovecot);
const onBoth = testOn(dovecot, postfix);

let endpoint: TokenServer;
let imap: RunningDovecot;
let intake: Awaited<ReturnType<typeof openIntake>>;
let smtp: RunningPostfix | null;
beforeEach(async () => {
  if (dovecot.unavailable() !== null) return;
  endpoint = await startTokenServer(SUPPORT);
  const accounts = [SUPPORT, CUSTOMER].map((address) => ({
    address,
    password: "a password that the desk does not know",
  }));
  imap = await startDovecot(accounts, { introspectionUrl: endpoint.introspectionUrl });
  intake = await openIntake();
  smtp = null;
});
afterEach(async () => {
  if (dovecot.unavailable() !== null) return;
  await intake.close();
  await smtp?.stop();
  await imap.stop();
  await endpoint.stop();
});

async function tokens(): Promise<AccessTokens> {
  const mailboxId = await intake.mailboxes.ensure("support", "INBOX");
  const settings = {
    grant: "refresh_token",
    tokenUrl: endpoint.tokenUrl,
    ...CLIENT,
    refreshToken: endpoint.refreshToken(),
    scope: null,
    secretExpires: null,
  } as const;
  const deps = {
    tokens: createTokenStore(intake.db),
    endpoint: createTokenEndpoint(),
    sealer: createSealer(["a secret of the test that is long enough to seal with"]),
    digest,
    waiting,
  };
  return createAccessTokens(deps, { mailboxId, mailbox: "support", settings });
}

const server = (port: number): MailServer => ({
  host: "127.0.0.1",
  port,
  security: "none",
  user: SUPPORT,
  password: null,
});

/** As if all tokens had been got long ago. */
async function makeOld(): Promise<void> {
  const row = await intake.db.selectFrom("access_token").select("state").executeTakeFirstOrThrow();
  if (row.state === null) throw new Error("no token was got");
  const state = { ...row.state, issuedAt: (row.state.issuedAt ?? 0) - 660_000 };
  await intake.db
    .updateTable("access_token")
    .set({ state: JSON.stringify(state) })
    .execute();
}

onDovecot("a mailbox is read with an access token, and read on after that token was withdrawn", async () => {
  imap.appendMany(SUPPORT, [smallMail(1)]);
  const access = await tokens();
  const reading = intake.read(server(imap.imapPort), { reader: { tokens: access } });
  await eventually("the first mail", async () => (await countRows(intake.db, "inbound_email")) === 1);
  await reading.stop();
  endpoint.revoke();
  await makeOld();
  imap.appendMany(SUPPORT, [smallMail(2)]);
  intake.read(server(imap.imapPort), { reader: { tokens: access } });
  await eventually("the second mail", async () => (await countRows(intake.db, "inbound_email")) === 2);
  expect(endpoint.requests).toHaveLength(2);
});

onDovecot(
  "a login that is refused with a new token is recorded with its mend, and not tried again at once",
  async () => {
    const access = await tokens();
    const wrong = { ...server(imap.imapPort), user: CUSTOMER };
    intake.read(wrong, { reader: { tokens: access } });
    await eventually("the refusal on record", async () => {
      const [state] = await intake.mailboxes.list();
      return /refused the access token: .* correct the user .* auth\.oauth2 the right/.test(state?.lastError ?? "");
    });
    expect(endpoint.requests).toHaveLength(1);
    expect(JSON.stringify(intake.lines)).not.toContain(await access.get());
  },
);

onDovecot(
  "an endpoint that refuses is recorded with its mend, and the mail server is not asked for a login",
  async () => {
    endpoint.set({ fault: { kind: "answer", status: 400, body: '{"error":"invalid_grant"}' } });
    intake.read(server(imap.imapPort), { reader: { tokens: await tokens() } });
    await eventually("the refusal on record", async () => {
      const [state] = await intake.mailboxes.list();
      return /refused an access token \(invalid_grant\)/.test(state?.lastError ?? "");
    });
    expect(endpoint.requests).toHaveLength(1);
  },
);

onBoth("mail leaves with an access token, also after that token was withdrawn, and a refusal is told", async () => {
  smtp = await startPostfix({ authservId: "mx.desk.example", dovecot: imap });
  const access = await tokens();
  const send = async () => {
    const sender = createSmtpSender(server(smtp!.port), { tokens: access });
    try {
      const request = { envelopeFrom: SUPPORT, recipients: [CUSTOMER], bytes: smallMail(1) };
      return await sender.send(request, async () => true);
    } finally {
      await sender.close();
    }
  };
  expect(await send()).toMatchObject({ kind: "answered", recipients: [{ outcome: "accepted" }] });
  expect(smtp.log()).toMatch(/sasl_method=XOAUTH2, sasl_username=support@desk\.example/);
  endpoint.revoke();
  await makeOld();
  expect(await send()).toMatchObject({ kind: "answered", recipients: [{ outcome: "accepted" }] });
  expect(endpoint.requests).toHaveLength(2);
  endpoint.revoke();
  const refused = await send();
  expect(refused).toMatchObject({ kind: "not-sent", trouble: "token-refused", why: "token-revoked" });
  expect(JSON.stringify(refused)).not.toContain("Bearer");
  const failed = createSmtpSender(server(smtp.port), { tokens: access });
  await expect(failed.check()).rejects.toMatchObject({
    code: "token-revoked",
    retryable: false,
    message: expect.stringMatching(
      /refused the access token: .* give the consent anew .* SMTP URL.* send as this mailbox/,
    ),
  });
  await failed.close();
  // Whoever gives out tokens is away: that is no refusal, and passes.
  const away = new AdapterError("oauth2", "token-unavailable", "no answer", { retryable: true });
  let got = 0;
  const lost = { refused: async () => true, get: async () => (got++ === 0 ? "old" : Promise.reject(away)) };
  const waiting = createSmtpSender(server(smtp.port), { tokens: lost });
  await expect(waiting.check()).rejects.toMatchObject({ code: "token-unavailable", retryable: true });
  await waiting.close();
});

onDovecot("a journal is looked at with a token, and with another one when the first is no longer taken", async () => {
  const access = await tokens();
  const journal = createJournal({ server: server(imap.imapPort), folder: "INBOX", log: intake.log, tokens: access });
  imap.appendMany(SUPPORT, [smallMail(1)]);
  expect([...(await journal.find(["<1@north.example>"])).keys()]).toEqual(["<1@north.example>"]);
  endpoint.revoke();
  await makeOld();
  expect([...(await journal.find(["<1@north.example>", "<2@north.example>"])).keys()]).toEqual(["<1@north.example>"]);
  expect(endpoint.requests).toHaveLength(2);
});
