import { readdirSync, readFileSync } from "node:fs";
import { isIP, isIPv6 } from "node:net";
import { join, resolve } from "node:path";
import { parseEnv } from "node:util";
import type { LmtpPlace } from "./adapters/lmtp/lmtp-place.ts";
import type { Environment } from "./desk/fill-in-environment.ts";
import { isLoopback, type MailProtocol, parseMailUrl } from "./desk/parse-mail-url.ts";
import { readUrl } from "./domain/web/read-url.ts";

/** The levels of pino. */
export const LOG_LEVELS = ["fatal", "error", "warn", "info", "debug", "trace", "silent"] as const;

export type LogLevel = (typeof LOG_LEVELS)[number];

/** What the environment says, checked, with every default filled in. Holds secrets: print `maskedConfig` instead. */
export interface Config {
  /** Null: an embedded PostgreSQL in `dataDirectory`. */
  readonly databaseUrl: string | null;
  /** Null: the queue is on PostgreSQL. */
  readonly redisUrl: string | null;
  readonly deskFile: string;
  /** The first signs, all verify; empty only where a command needs none. */
  readonly secrets: readonly string[];
  /** Base of the links in mail, without a slash at its end. */
  readonly publicUrl: string;
  readonly dataDirectory: string;
  /** `trustedProxies`: addresses and networks whose `X-Forwarded-For` is believed; none: nobody's. */
  readonly http: { readonly host: string; readonly port: number; readonly trustedProxies: readonly string[] };
  readonly lmtp: LmtpPlace | null;
  /** Where traces go, by OTLP; null: nothing is traced. */
  readonly tracing: { readonly url: string } | null;
  readonly log: { readonly level: LogLevel; readonly pretty: boolean };
  /** Everything that was set, `.env` included: desk.yaml takes its `${NAME}` from here. */
  readonly environment: Environment;
}

export interface ConfigFault {
  readonly name: string;
  readonly message: string;
}

export type ConfigResult =
  | { readonly ok: true; readonly config: Config }
  | { readonly ok: false; readonly faults: readonly ConfigFault[] };

interface ConfigOptions {
  /** A command that signs nothing passes `optional`: then a missing secret is no fault, a short one still is. */
  readonly secret?: "required" | "optional";
  readonly environment?: Environment;
  readonly directory?: string;
}

type Report = (name: string, message: string) => void;

const LEAST_SECRET_BYTES = 32;
// LMTP knows no login: whoever reaches it can say that a mail came from anybody.
const LMTP_MEND =
  "use a socket or 127.0.0.1, or set LMTP_REMOTE=on where a firewall lets only your mail server reach it";
const SECRET_MEND = "set it to at least 32 random bytes, for example from: openssl rand -base64 48";

/**
 * Reads the environment, the credentials that a service manager hands over, and the file `.env` of the directory; the first of them that has a
 * variable wins, and one that is set to nothing counts as not set. All faults are told at once. This is the only reader of the environment.
 */
export function readConfig(options: ConfigOptions = {}): ConfigResult {
  const directory = options.directory ?? process.cwd();
  const faults: ConfigFault[] = [];
  const report: Report = (name, message) => faults.push({ name, message: `${name} ${message}` });
  const given = withoutEmpty(options.environment ?? process.env);
  const credentials = readCredentials(given.CREDENTIALS_DIRECTORY, report);
  const environment = { ...readEnvFile(directory, report), ...credentials, ...given };
  const http = {
    host: readHost(environment.HTTP_HOST ?? "127.0.0.1", report),
    port: readPort(environment.HTTP_PORT ?? "8080", report),
    trustedProxies: readProxies(environment.HTTP_TRUSTED_PROXIES, report),
  };
  const config: Config = {
    databaseUrl: readUrlOf("DATABASE_URL", ["postgres:", "postgresql:"], environment, report),
    redisUrl: readUrlOf("REDIS_URL", ["redis:", "rediss:"], environment, report),
    deskFile: resolve(directory, environment.SVARTID_DESK ?? "config/desk.yaml"),
    secrets: readSecrets(environment.SVARTID_SECRET, options.secret ?? "required", report),
    publicUrl: (readPublicUrl(environment, report) ?? urlOf(http)).replace(/\/+$/, ""),
    dataDirectory: readDataDirectory(directory, environment.SVARTID_DATA_DIR, report),
    http,
    lmtp: readLmtp(environment, report),
    tracing: readTracing(environment, report),
    log: {
      level: readLogLevel(environment.LOG_LEVEL, report),
      pretty: readSwitch("LOG_PRETTY", environment.LOG_PRETTY, report),
    },
    environment,
  };
  checkAuthServers(environment.IMAP_TRUSTED_AUTH_SERVERS, report);
  checkMailUrl("IMAP_URL", "imap", environment, report);
  checkMailUrl("SMTP_URL", "smtp", environment, report);
  return faults.length === 0 ? { ok: true, config } : { ok: false, faults };
}

/**
 * Shows the packages of OpenTelemetry, which read the environment by themselves, what `.env` says of them. Only the process that traces calls this.
 */
export function publishTracing({ environment }: Config): void {
  for (const [name, value] of Object.entries(environment)) if (name.startsWith("OTEL_")) process.env[name] ??= value;
}

/** What the demo takes from the environment: where its data lies, a port if one is asked for, and the rest to hand down. */
export interface DemoSettings {
  /** Null: any free port. */
  readonly httpPort: number | null;
  readonly dataDirectory: string;
  readonly environment: Environment;
}

/** Settings of the demo. It brings its own servers and its own desk, so nothing else of the environment counts. */
export function demoSettings(environment: Environment = process.env, directory = process.cwd()): DemoSettings {
  const httpPort = Number(environment.HTTP_PORT);
  return {
    httpPort: Number.isInteger(httpPort) && httpPort > 0 && httpPort <= 65_535 ? httpPort : null,
    dataDirectory: resolve(directory, environment.SVARTID_DATA_DIR ?? ".svartid"),
    environment,
  };
}

// Node.js never comes back from making a folder with its parents there.
function readDataDirectory(directory: string, given: string | undefined, report: Report): string {
  const path = resolve(directory, given ?? ".svartid");
  if (/^\/proc(?:\/|$)/.test(path))
    report("SVARTID_DATA_DIR", `is ${path}, where nothing can be stored; name a folder on a disk`);
  return path;
}

function readEnvFile(directory: string, report: Report): Environment {
  try {
    return withoutEmpty(parseEnv(readFileSync(join(directory, ".env"), "utf8")));
  } catch (error) {
    const { code } = error as { code?: string };
    if (code !== "ENOENT") report(".env", `cannot be read (${code}); let its reader be the user who runs svartid`);
    return {};
  }
}

/**
 * Secrets as files, each named as its variable: `LoadCredential=` of systemd (which puts its own name and `_` before those of a directory), or the
 * secrets of a container. Other files there are none of ours.
 */
function readCredentials(directory: string | undefined, report: Report): Environment {
  if (directory === undefined) return {};
  try {
    const files = readdirSync(directory).flatMap((file) => {
      const name = /^(?:svartid_)?([A-Z][A-Z0-9_]*)$/.exec(file)?.[1];
      return name === undefined ? [] : [[name, readFileSync(join(directory, file), "utf8").trim()] as const];
    });
    return withoutEmpty(Object.fromEntries(files));
  } catch (error) {
    const { code } = error as { code?: string };
    report("CREDENTIALS_DIRECTORY", `cannot be read (${code}); let its reader be the user who runs svartid`);
    return {};
  }
}

function withoutEmpty(environment: Environment): Environment {
  return Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== undefined && value !== ""));
}

function readPort(text: string, report: Report): number {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text);
  report("HTTP_PORT", `is ${JSON.stringify(text)}, which is not a port; set it to a number from 1 to 65535`);
  return 0;
}

function readProxies(text: string | undefined, report: Report): string[] {
  const proxies = (text ?? "")
    .split(",")
    .map((one) => one.trim())
    .filter((one) => one !== "");
  for (const proxy of proxies) {
    const [address = "", bits, ...rest] = proxy.split("/");
    const most = isIPv6(address) ? 128 : 32;
    const isNetwork = bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) >= 1 && Number(bits) <= most);
    if (isIP(address) !== 0 && isNetwork && rest.length === 0) continue;
    report(
      "HTTP_TRUSTED_PROXIES",
      `holds ${JSON.stringify(proxy)}; write addresses and networks, such as 10.0.0.5, 10.1.0.0/16`,
    );
  }
  return proxies;
}

function readHost(host: string, report: Report): string {
  const isHost = isIP(host) !== 0 || /^[A-Za-z0-9._-]+$/.test(host);
  if (!isHost) {
    report(
      "HTTP_HOST",
      `is ${JSON.stringify(host)}, which is no host name or address; set it to one, such as 127.0.0.1`,
    );
  }
  return host;
}

/** The base of links in mail: what is added to it must be its path, and whatever it holds is read by every customer. */
function readPublicUrl(environment: Environment, report: Report): string | null {
  const text = readUrlOf("SVARTID_URL", ["http:", "https:"], environment, report);
  const url = text === null ? null : readUrl(text);
  if (text === null || url === null) return text;
  const { username, password } = url;
  if (username !== "" || password !== "") {
    report("SVARTID_URL", "holds a user or password, which everybody would read in the links of mails; take it out");
  }
  if (/[?#]/.test(text)) {
    report(
      "SVARTID_URL",
      "is the beginning of every link in mails; write it without ? or #, as https://support.desk.example",
    );
  }
  return text;
}

/** An authserv-id with a blank or a `;` in it would match no server, and mail be believed from none (RFC 8601 section 2.2). */
function checkAuthServers(text: string | undefined, report: Report): void {
  const wrong = (text ?? "").split(",").find((name) => /[\s;]/.test(name.trim()));
  if (wrong === undefined) return;
  report(
    "IMAP_TRUSTED_AUTH_SERVERS",
    `holds ${JSON.stringify(wrong.trim())}; write names of servers with a comma between them, such as mx.desk.example`,
  );
}

function readUrlOf(name: string, schemes: readonly string[], environment: Environment, report: Report): string | null {
  const text = environment[name];
  if (text === undefined) return null;
  const url = readUrl(text);
  if (url === null || !schemes.includes(url.protocol)) {
    report(name, `is not a URL that begins with ${schemes.map((scheme) => `${scheme}//`).join(" or ")}; correct it`);
  }
  return text;
}

function readSecrets(text: string | undefined, need: "required" | "optional", report: Report): string[] {
  const secrets = (text ?? "")
    .split(",")
    .map((secret) => secret.trim())
    .filter((secret) => secret !== "");
  if (secrets.length === 0 && need === "required") report("SVARTID_SECRET", `is missing; ${SECRET_MEND}`);
  for (const [index, secret] of secrets.entries()) {
    const bytes = Buffer.byteLength(secret, "utf8");
    if (bytes >= LEAST_SECRET_BYTES) continue;
    const which = secrets.length === 1 ? "" : ` (number ${index + 1} of its list)`;
    report("SVARTID_SECRET", `is too short with ${bytes} bytes${which}; ${SECRET_MEND}`);
  }
  return secrets;
}

function urlOf(http: Pick<Config["http"], "host" | "port">): string {
  return `http://${isIPv6(http.host) ? `[${http.host}]` : http.host}:${http.port}`;
}

function readLmtp(environment: Environment, report: Report): LmtpPlace | null {
  const { LMTP_LISTEN: text, LMTP_REMOTE: remote } = environment;
  const isRemoteAllowed = readSwitch("LMTP_REMOTE", remote, report);
  if (text === undefined) return null;
  if (text.includes("/")) return { kind: "socket", path: text };
  const parts = /^(?:\[([0-9a-fA-F:]+)\]|([^\s:]+)):(\d{1,5})$/.exec(text);
  const port = Number(parts?.[3]);
  const host = parts?.[1] ?? parts?.[2];
  if (host === undefined || port < 1 || port > 65_535) {
    report("LMTP_LISTEN", `is ${JSON.stringify(text)}; write it as 127.0.0.1:2424 or as the path of a socket`);
    return null;
  }
  if (!isLoopback(host) && !isRemoteAllowed) {
    report("LMTP_LISTEN", `is ${JSON.stringify(text)}, where other machines could hand over mail; ${LMTP_MEND}`);
  }
  return { kind: "port", host, port };
}

// The variables of the OpenTelemetry specification; the rest of them (headers, time-outs, sampler, batches) is read by its packages.
function readTracing(environment: Environment, report: Report): Config["tracing"] {
  const { OTEL_TRACES_EXPORTER: exporter = "otlp", OTEL_EXPORTER_OTLP_PROTOCOL: general } = environment;
  const protocol = environment.OTEL_EXPORTER_OTLP_TRACES_PROTOCOL ?? general ?? "http/protobuf";
  const base = readUrlOf("OTEL_EXPORTER_OTLP_ENDPOINT", ["http:", "https:"], environment, report);
  const traces = readUrlOf("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", ["http:", "https:"], environment, report);
  if (base === null && traces === null) return null;
  if (environment.OTEL_SDK_DISABLED?.toLowerCase() === "true" || exporter === "none") return null;
  if (exporter !== "otlp") {
    report("OTEL_TRACES_EXPORTER", `is ${JSON.stringify(exporter)}; set it to otlp, or to none for no traces`);
  }
  if (protocol !== "http/protobuf") {
    const mend = "set it to http/protobuf, and the endpoint to the collector's port for it (4318, as a rule)";
    report("OTEL_EXPORTER_OTLP_PROTOCOL", `is ${JSON.stringify(protocol)}; ${mend}`);
  }
  return { url: traces ?? `${base?.replace(/\/+$/, "")}/v1/traces` };
}

function readLogLevel(text: string | undefined, report: Report): LogLevel {
  const level = LOG_LEVELS.find((known) => known === (text ?? "info"));
  if (level === undefined) report("LOG_LEVEL", `is ${JSON.stringify(text)}; set it to one of ${LOG_LEVELS.join(", ")}`);
  return level ?? "info";
}

function readSwitch(name: string, text: string | undefined, report: Report): boolean {
  const word = (text ?? "off").toLowerCase();
  if (["on", "true", "1", "yes"].includes(word)) return true;
  if (!["off", "false", "0", "no"].includes(word)) report(name, `is ${JSON.stringify(text)}; set it to on or off`);
  return false;
}

function checkMailUrl(name: string, protocol: MailProtocol, environment: Environment, report: Report): void {
  const text = environment[name];
  const parsed = text === undefined ? null : parseMailUrl(text, protocol);
  if (parsed && !parsed.ok) report(name, `is wrong: ${parsed.message}`);
}
