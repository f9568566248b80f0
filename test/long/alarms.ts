import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import { findFreePort } from "../../src/adapters/embedded/free-port.ts";
import { removeEmbeddedPostgres } from "../../src/adapters/embedded/remove-embedded-postgres.ts";
import { startEmbeddedPostgres } from "../../src/adapters/embedded/start-embedded-postgres.ts";
import { startSmtpServer } from "../../src/adapters/embedded/start-smtp-server.ts";
import { startDovecot } from "../support/dovecot.ts";
import { readMail } from "../support/read-mail.ts";
import { startRedis } from "../support/redis.ts";
import { readRunOptions } from "../support/run-options.ts";
import { startSmtpSink } from "../support/smtp-sink.ts";
import { startTcpProxy } from "../support/tcp-proxy.ts";
import { CLIENT, startTokenServer } from "../support/token-server.ts";
import { startWebhookReceiver } from "../support/webhook-receiver.ts";

// One desk in real time, with everything broken at once: a Dovecot that is gone, one whose connections stand still, an access token that is revoked, a
// server that refuses the login of what is sent, and a Redis that is gone. Each must be red with its mend in under three minutes, be told once by
// webhook and once by mail over the one way out that is left, be told once that it is over, and lose none of the mails that came meanwhile. Takes
// about 12 minutes. `npm run build` first.
const { mails: MAILS } = readRunOptions({ mails: 20 });
const BOXES = ["stopped", "frozen", "revoked", "sound"] as const;
const EXPECTED = ["mailbox stopped", "mailbox frozen", "mailbox revoked", "way out of sound", "queue"];
const RED_WITHIN_SECONDS = 180;
const PASSWORD = "a password of the long run";
const LOGIN = { user: "out", password: "right" };
const addressOf = (name: string) => `${name}@desk.example`;
const started: (() => Promise<unknown>)[] = [];
const keep = <T>(what: T, stop: (what: T) => unknown): T => {
  started.unshift(async () => await stop(what));
  return what;
};
const say = (text: string) => console.error(`${Math.round(performance.now() / 1000)} s: ${text}`);

type Check = { name: string; ok: boolean; detail: string; mend: string | null };
type Post = { type: string; data: { check: string } };

const dataDir = mkdtempSync(join(tmpdir(), "svartid-long-"));
try {
  process.exitCode = (await run()) ? 0 : 1;
} finally {
  for (const stop of started) await stop();
  removeEmbeddedPostgres(dataDir);
  rmSync(dataDir, { recursive: true, force: true });
}

async function run(): Promise<boolean> {
  const postgres = keep(await startEmbeddedPostgres({ dataDir }), (one) => one.stop());
  const tokens = keep(await startTokenServer(addressOf("revoked")), (one) => one.stop());
  const accounts = BOXES.map((name) => ({ address: addressOf(name), password: PASSWORD }));
  const dovecot = keep(await startDovecot(accounts, { introspectionUrl: tokens.introspectionUrl }), (one) =>
    one.stop(),
  );
  const redis = keep(await startRedis(), (one) => one.stop());
  const proxyTo = async (port: number) => keep(await startTcpProxy(port), (one) => one.stop());
  const proxies = {
    stopped: await proxyTo(dovecot.imapPort),
    frozen: await proxyTo(dovecot.imapPort),
    revoked: await proxyTo(dovecot.imapPort),
    redis: await proxyTo(redis.port),
  };
  let isRefusing = false;
  const taken: string[] = [];
  const refusing = keep(
    await startSmtpServer({
      authenticate: (user, password) => user === LOGIN.user && password === LOGIN.password,
      failAt: (phase) =>
        isRefusing && phase === "login" ? { kind: "refuse", code: 535, text: "5.7.8 authentication failed" } : null,
      deliver: ({ recipients }) => void taken.push(...recipients),
    }),
    (one) => one.stop(),
  );
  const working = keep(await startSmtpSink(), (one) => one.stop());
  const receiver = keep(await startWebhookReceiver(), (one) => one.stop());
  const imap = (name: string, port: number) =>
    `imap://${encodeURIComponent(addressOf(name))}:${encodeURIComponent(PASSWORD)}@127.0.0.1:${port}/INBOX?tls=none`;
  const deskFile = join(dataDir, "desk.yaml");
  writeFileSync(
    deskFile,
    `
desk: { address: support@desk.example, opsAddress: ops@desk.example }
backup: { enabled: false }
mailboxes:
  - { name: stopped, imap: "${imap("stopped", proxies.stopped.port)}", smtp: "${working.url}?tls=none" }
  - { name: frozen, imap: "${imap("frozen", proxies.frozen.port)}" }
  - name: revoked
    imap: "imap://${encodeURIComponent(addressOf("revoked"))}@127.0.0.1:${proxies.revoked.port}/INBOX?tls=none"
    auth: { oauth2: { grant: refresh_token, tokenUrl: "${tokens.tokenUrl}", clientId: "${CLIENT.clientId}", clientSecret: "\${CLIENT_SECRET}", refreshToken: "\${REFRESH_TOKEN}" } }
  - { name: sound, imap: "${imap("sound", dovecot.imapPort)}", smtp: "smtp://${LOGIN.user}:${LOGIN.password}@127.0.0.1:${refusing.port}?tls=none" }
webhooks:
  - { name: pager, url: "${receiver.url}/pager", allowPrivate: true }
`,
  );
  const port = await findFreePort();
  const url = `http://127.0.0.1:${port}`;
  let environment = {
    PATH: process.env.PATH,
    DATABASE_URL: postgres.url,
    REDIS_URL: `redis://127.0.0.1:${proxies.redis.port}/0`,
    CLIENT_SECRET: CLIENT.clientSecret,
    REFRESH_TOKEN: tokens.refreshToken(),
    SVARTID_DESK: deskFile,
    SVARTID_SECRET: "a secret of the long run that is long enough to sign with",
    HTTP_PORT: String(port),
  };
  let desk = startProgram(environment, ["start"]);
  keep(null, () => desk.stop());
  const checks = async (): Promise<Check[]> =>
    await fetch(`${url}/readyz`)
      .then(async (response) => ((await response.json()) as { checks: Check[] }).checks)
      .catch(() => []);
  await untilTrue("everything is green", 240, async () => {
    const found = await checks();
    return found.length > 0 && found.every(({ ok }) => ok);
  });

  say("all is green; now everything breaks");
  const brokenAt = performance.now();
  for (const gone of [proxies.stopped, proxies.redis]) {
    await gone.pause();
    gone.cutAll("reset");
  }
  proxies.frozen.cutAll("hole");
  proxies.frozen.setFaults({ cutAfterBytes: 0, cut: "hole" });
  tokens.set({ fault: { kind: "answer", status: 400, body: JSON.stringify({ error: "invalid_grant" }) } });
  tokens.revoke();
  proxies.revoked.cutAll("reset");
  isRefusing = true;
  let mails = 0;
  for (const name of BOXES) {
    for (let index = 0; index < MAILS; index += 1) {
      mails += 1;
      dovecot.appendMany(addressOf(name), [customerMail(mails)]);
    }
  }
  const redAfter: Record<string, number> = {};
  const toldAfter: Record<string, number> = {};
  const reasons: Record<string, string> = {};
  const posts = () => receiver.posts.map(({ body }) => JSON.parse(body) as Post);
  await untilTrue("all are red and told", 600, async () => {
    const seconds = Math.round((performance.now() - brokenAt) / 1000);
    for (const { name, ok, detail, mend } of await checks()) {
      if (ok || redAfter[name] !== undefined) continue;
      redAfter[name] = seconds;
      reasons[name] = `${detail} ${mend ?? ""}`;
      say(`red: ${name}: ${reasons[name]}`);
    }
    for (const { type, data } of posts()) if (type === "desk.trouble") toldAfter[data.check] ??= seconds;
    return EXPECTED.every((name) => redAfter[name] !== undefined && toldAfter[name] !== undefined);
  });

  say("all are red and told; now everything is mended");
  proxies.frozen.setFaults({});
  proxies.frozen.cutAll("reset");
  for (const gone of [proxies.stopped, proxies.redis]) await gone.resume();
  isRefusing = false;
  // What a person does, by the runbook: a check tries the way out that rests, and a consent given anew is taken up by a start.
  say(
    `svartid check: ${(await startProgram(environment, ["check"]).ended).output.replace(/\s+/g, " ").slice(0, 1_500)}`,
  );
  await untilTrue("what mends itself is green", 600, async () => {
    const found = await checks();
    return found.length > 0 && found.every(({ name, ok }) => ok || name === "mailbox revoked");
  });
  tokens.set({ fault: null });
  tokens.consent("a consent given anew");
  environment = { ...environment, REFRESH_TOKEN: "a consent given anew" };
  await desk.stop();
  desk = startProgram(environment, ["start"]);
  await untilTrue("everything is green again", 300, async () => {
    const found = await checks();
    return found.length > 0 && found.every(({ ok }) => ok);
  });
  await untilTrue("all are over and told", 2_400, async () => {
    const over = posts().filter(({ type }) => type === "desk.recovered");
    return EXPECTED.every((name) => over.some(({ data }) => data.check === name));
  });
  await untilTrue("all mails are tickets", 300, async () => (await countTickets(postgres.url)).tickets === mails);
  const counted = await countTickets(postgres.url);
  const audit = await startProgram(environment, ["audit"]).ended;
  const timesTold = EXPECTED.flatMap((name) =>
    ["desk.trouble", "desk.recovered"].map((type) => [
      `${type} ${name}`,
      posts().filter((post) => post.type === type && post.data.check === name).length,
    ]),
  );
  const toOperations = working.deliveries.filter(({ recipients }) => recipients.includes("ops@desk.example"));
  const subjects = (await Promise.all(toOperations.map(({ bytes }) => readMail(bytes)))).map((mail) => mail.subject);
  const late = EXPECTED.filter((name) => (redAfter[name] ?? Number.POSITIVE_INFINITY) >= RED_WITHIN_SECONDS);
  const notOnce = timesTold.filter(([, times]) => times !== 1);
  const unaccounted = audit.output.trim().split("\n").at(-1);
  console.log(
    JSON.stringify(
      { mails, ...counted, redAfter, toldAfter, mailed: subjects, late, notOnce, unaccounted, reasons },
      null,
      1,
    ),
  );
  // Each once, and once that it is over: whatever else is mailed to operations, such as the refused way out by the one who finds it out, likewise.
  const isMailedOnce = subjects.length === 2 * EXPECTED.length && new Set(subjects).size === subjects.length;
  const isTold = late.length === 0 && notOnce.length === 0 && isMailedOnce;
  return isTold && counted.tickets === mails && counted.subjects === mails && audit.code === 0;
}

function customerMail(number: number): Buffer {
  const lines = ["From: kirsten@north.example", "To: support@desk.example", `Subject: Fault ${number}`];
  return Buffer.from(
    [...lines, `Message-ID: <alarm-${number}@north.example>`, "", `Number ${number}.`, ""].join("\r\n"),
  );
}

async function untilTrue(what: string, seconds: number, look: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + seconds * 1000;
  while (!(await look())) {
    if (performance.now() > end) throw new Error(`did not happen in ${seconds} s: ${what}`);
    await delay(2_000);
  }
  say(what);
}

async function countTickets(url: string): Promise<{ tickets: number; subjects: number }> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query(
      "select count(*)::int as tickets, count(distinct subject)::int as subjects from ticket where subject like 'Fault %'",
    );
    return rows[0];
  } finally {
    await client.end();
  }
}

/** `svartid` as it is installed, without the moved time of the tests. */
function startProgram(environment: NodeJS.ProcessEnv, words: readonly string[]) {
  const program = join(process.cwd(), "dist/cli/program.js");
  const child = spawn(process.execPath, [program, ...words], { env: environment, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => {
      output = `${output}${chunk.toString()}`.slice(-20_000);
    });
  }
  const ended = new Promise<{ code: number; output: string }>((resolve) =>
    child.once("close", (code) => resolve({ code: code ?? 1, output })),
  );
  return {
    ended,
    stop: async () => {
      child.kill("SIGTERM");
      await ended;
    },
  };
}
