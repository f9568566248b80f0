import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { readConfig } from "../../src/config.ts";

const SECRET = "0123456789abcdef0123456789abcdef";
let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "svartid-config-"));
});
afterEach(() => rmSync(directory, { recursive: true }));

const read = (environment: Record<string, string>) => readConfig({ environment, directory });
const config = (environment: Record<string, string>) => {
  const result = read({ SVARTID_SECRET: SECRET, ...environment });
  if (!result.ok) throw new Error(JSON.stringify(result.faults));
  return result.config;
};

test("with nothing but a secret set, everything else has its default", () => {
  const { environment, ...rest } = config({});
  expect(environment).toEqual({ SVARTID_SECRET: SECRET });
  expect(rest).toEqual({
    databaseUrl: null,
    redisUrl: null,
    deskFile: join(directory, "config/desk.yaml"),
    secrets: [SECRET],
    publicUrl: "http://127.0.0.1:8080",
    dataDirectory: join(directory, ".svartid"),
    http: { host: "127.0.0.1", port: 8080, trustedProxies: [] },
    lmtp: null,
    tracing: null,
    log: { level: "info", pretty: false },
  });
});

test("a comma list of secrets rotates: the first signs", () => {
  const other = "fedcba9876543210fedcba9876543210";
  expect(config({ SVARTID_SECRET: `${other}, ${SECRET}` }).secrets).toEqual([other, SECRET]);
});

test("a secret is measured in bytes, not in characters", () => {
  expect(config({ SVARTID_SECRET: "ø".repeat(16) }).secrets).toHaveLength(1);
});

test(".env is read, the environment wins over it, and what is set to nothing is not set", () => {
  writeFileSync(
    join(directory, ".env"),
    `SVARTID_SECRET="${SECRET}"\nHTTP_PORT=9090 # taken\nLOG_LEVEL=debug\nREDIS_URL=\n`,
  );
  const result = read({ LOG_LEVEL: "warn", DATABASE_URL: "" });
  expect(result.ok && [result.config.http.port, result.config.log.level]).toEqual([9090, "warn"]);
  expect(result.ok && [result.config.databaseUrl, result.config.redisUrl]).toEqual([null, null]);
});

test.each([
  [{}, null],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:4318/" }, { url: "http://127.0.0.1:4318/v1/traces" }],
  [{ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: "https://c.example/otlp" }, { url: "https://c.example/otlp" }],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:4318", OTEL_SDK_DISABLED: "true" }, null],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:4318", OTEL_TRACES_EXPORTER: "none" }, null],
])("traces go where the variables of OpenTelemetry say: %j", (environment, tracing) => {
  expect(config(environment as Record<string, string>).tracing).toEqual(tracing);
});

test("secrets come as files too: from a service manager or a container, before .env and behind the environment", () => {
  const credentials = join(directory, "credentials");
  mkdirSync(credentials);
  writeFileSync(join(credentials, "svartid_SVARTID_SECRET"), `${SECRET}\n`);
  writeFileSync(join(credentials, "REDIS_URL"), "redis://credential\n");
  writeFileSync(join(credentials, "HTTP_PORT"), "9090");
  writeFileSync(join(credentials, "readme.txt"), "none of ours");
  writeFileSync(join(directory, ".env"), "REDIS_URL=redis://file\n");
  const result = read({ CREDENTIALS_DIRECTORY: credentials, HTTP_PORT: "7070" });
  const { secrets, redisUrl, http } = result.ok ? result.config : config({});
  expect([secrets, redisUrl, http.port]).toEqual([[SECRET], "redis://credential", 7070]);
  const gone = read({ SVARTID_SECRET: SECRET, CREDENTIALS_DIRECTORY: join(directory, "gone") });
  expect(gone).toMatchObject({
    ok: false,
    faults: [{ message: expect.stringMatching(/cannot be read \(ENOENT\); let/) }],
  });
});

test("a data directory where nothing can be stored is refused", () => {
  for (const given of ["/proc", "/proc/self/../x"]) {
    const result = read({ SVARTID_SECRET: SECRET, SVARTID_DATA_DIR: given });
    expect(result).toMatchObject({
      ok: false,
      faults: [{ message: expect.stringContaining("name a folder on a disk") }],
    });
  }
  expect(config({ SVARTID_DATA_DIR: "/processes" }).dataDirectory).toBe("/processes");
});

test("LMTP listens on a port or on a socket", () => {
  expect(config({ LMTP_LISTEN: "127.0.0.1:2424" }).lmtp).toEqual({ kind: "port", host: "127.0.0.1", port: 2424 });
  expect(config({ LMTP_LISTEN: "[::1]:2424" }).lmtp).toEqual({ kind: "port", host: "::1", port: 2424 });
  expect(config({ LMTP_LISTEN: "/run/svartid.sock" }).lmtp).toEqual({ kind: "socket", path: "/run/svartid.sock" });
  const remote = config({ LMTP_LISTEN: "0.0.0.0:2424", LMTP_REMOTE: "on" });
  expect(remote.lmtp).toEqual({ kind: "port", host: "0.0.0.0", port: 2424 });
});

test.each([
  [{ SVARTID_SECRET: "" }, /^SVARTID_SECRET is missing; set it to at least 32 random bytes/],
  [{ SVARTID_SECRET: "short" }, /^SVARTID_SECRET is too short with 5 bytes; set it/],
  [{ SVARTID_SECRET: `${SECRET},short` }, /^SVARTID_SECRET is too short with 5 bytes \(number 2 of its list\); set it/],
  [{ DATABASE_URL: "mysql://db" }, /^DATABASE_URL is not a URL that begins with postgres:\/\/ or postgresql:\/\//],
  [{ REDIS_URL: "localhost:6379" }, /^REDIS_URL is not a URL that begins with redis:\/\/ or rediss:\/\//],
  [{ SVARTID_URL: "desk.example" }, /^SVARTID_URL is not a URL that begins with http/],
  [{ SVARTID_URL: "https://desk.example/?a=b" }, /^SVARTID_URL .*without \? or #/],
  [{ SVARTID_URL: "https://desk.example/#a" }, /^SVARTID_URL .*without \? or #/],
  [{ SVARTID_URL: "https://u:p@desk.example" }, /^SVARTID_URL holds a user or password, which everybody would read/],
  [{ HTTP_HOST: "no host" }, /^HTTP_HOST is "no host", which is no host name or address; set it/],
  [{ IMAP_TRUSTED_AUTH_SERVERS: "mx.desk.example;dmarc=pass" }, /^IMAP_TRUSTED_AUTH_SERVERS holds "mx.desk.example;dm/],
  [{ IMAP_TRUSTED_AUTH_SERVERS: "mx1.desk.example mx2.desk.example" }, /^IMAP_TRUSTED_AUTH_SERVERS .*comma between/],
  [{ HTTP_PORT: "eighty" }, /^HTTP_PORT is "eighty", which is not a port; set it to a number/],
  [{ HTTP_PORT: "70000" }, /^HTTP_PORT is "70000"/],
  [{ IMAP_URL: "mail.example" }, /^IMAP_URL is wrong: this is not a URL; write it as imaps:/],
  [{ IMAP_URL: "imaps://mail.example" }, /^IMAP_URL is wrong: the URL names no user or no password/],
  [{ IMAP_URL: "imap://u:p@mail.example?tls=maybe" }, /^IMAP_URL is wrong: \?tls=/],
  [{ SMTP_URL: "http://mail.example" }, /^SMTP_URL is wrong: the URL begins with neither smtps/],
  [{ LMTP_LISTEN: "2424" }, /^LMTP_LISTEN is "2424"; write it as/],
  [{ LMTP_LISTEN: "0.0.0.0:2424" }, /^LMTP_LISTEN is "0.0.0.0:2424", where other machines could .* LMTP_REMOTE=on/],
  [{ LMTP_LISTEN: "mail.desk.example:2424" }, /^LMTP_LISTEN is .*, where other machines could hand over mail; use/],
  [{ LMTP_REMOTE: "perhaps" }, /^LMTP_REMOTE is "perhaps"; set it to on or off/],
  [
    { OTEL_EXPORTER_OTLP_ENDPOINT: "localhost:4318" },
    /^OTEL_EXPORTER_OTLP_ENDPOINT is not a URL that begins with http/,
  ],
  [
    { OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:4317", OTEL_EXPORTER_OTLP_PROTOCOL: "grpc" },
    /^OTEL_EXPORTER_OTLP_PROTOCOL is "grpc"; set it to http\/protobuf/,
  ],
  [
    { OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:4318", OTEL_TRACES_EXPORTER: "console" },
    /^OTEL_TRACES_EXPORTER is "console"; set it to otlp, or to none/,
  ],
  [{ LOG_LEVEL: "loud" }, /^LOG_LEVEL is "loud"; set it to one of fatal/],
  [{ LOG_PRETTY: "maybe" }, /^LOG_PRETTY is "maybe"; set it to on or off/],
])("%j is refused in one sentence", (environment, message) => {
  const result = read({ SVARTID_SECRET: SECRET, ...(environment as Record<string, string>) });
  expect(result.ok ? [] : result.faults.map((fault) => fault.message)).toEqual([expect.stringMatching(message)]);
});

test("all faults are told at once, and none repeats a password", () => {
  const result = read({
    HTTP_PORT: "x",
    DATABASE_URL: "mysql://u:geheim@db",
    IMAP_URL: "imapz://u:geheim@host",
    SVARTID_SECRET: "geheim",
  });
  const messages = result.ok ? [] : result.faults.map((fault) => fault.message);
  expect(messages).toHaveLength(4);
  expect(messages.join()).not.toContain("geheim");
});

test("a command that signs nothing needs no secret, but a short one is refused there too", () => {
  expect(readConfig({ environment: {}, directory, secret: "optional" }).ok).toBe(true);
  expect(readConfig({ environment: { SVARTID_SECRET: "x" }, directory, secret: "optional" }).ok).toBe(false);
});

test("proxies are believed by address or network, and nothing else is taken for one", () => {
  expect(config({ HTTP_TRUSTED_PROXIES: "127.0.0.1, 10.1.0.0/16,::1,fd00::/8" }).http.trustedProxies).toEqual([
    "127.0.0.1",
    "10.1.0.0/16",
    "::1",
    "fd00::/8",
  ]);
  for (const wrong of ["proxy.example", "10.0.0.0/0", "10.0.0.0/33", "10.0.0.1/8/8", "true", "1"]) {
    expect(read({ SVARTID_SECRET: SECRET, HTTP_TRUSTED_PROXIES: wrong })).toMatchObject({
      ok: false,
      faults: [{ name: "HTTP_TRUSTED_PROXIES", message: expect.stringContaining("write addresses and networks") }],
    });
  }
});
