import { placeName } from "./adapters/lmtp/lmtp-place.ts";
import type { Config } from "./config.ts";
import { readUrl } from "./domain/web/read-url.ts";

/** One variable as `svartid config` shows it: secrets masked, `set` false where the default holds. */
export interface MaskedSetting {
  readonly name: string;
  readonly value: string;
  readonly set: boolean;
}

/** Every variable of the environment with the value in force, in the order of `.env.example`; nothing secret is in it. */
export function maskedConfig(config: Config): MaskedSetting[] {
  const { environment, lmtp, log, tracing } = config;
  const values: readonly (readonly [name: string, value: string])[] = [
    ["DATABASE_URL", config.databaseUrl ? maskUrl(config.databaseUrl) : `embedded in ${config.dataDirectory}`],
    ["REDIS_URL", config.redisUrl ? maskUrl(config.redisUrl) : "none: the queue is on PostgreSQL"],
    ["SVARTID_DESK", config.deskFile],
    ["SVARTID_SECRET", maskSecrets(config.secrets.length)],
    ["SVARTID_URL", maskUrl(config.publicUrl)],
    ["SVARTID_DATA_DIR", config.dataDirectory],
    ["HTTP_HOST", config.http.host],
    ["HTTP_PORT", String(config.http.port)],
    ["HTTP_TRUSTED_PROXIES", config.http.trustedProxies.join(", ") || "none"],
    ["IMAP_URL", environment.IMAP_URL ? maskUrl(environment.IMAP_URL) : "none"],
    ["SMTP_URL", environment.SMTP_URL ? maskUrl(environment.SMTP_URL) : "none"],
    ["IMAP_TRUSTED_AUTH_SERVERS", environment.IMAP_TRUSTED_AUTH_SERVERS ?? "none"],
    ["LMTP_LISTEN", lmtp === null ? "none" : placeName(lmtp)],
    ["LMTP_REMOTE", environment.LMTP_REMOTE ?? "off"],
    ["OTEL_EXPORTER_OTLP_ENDPOINT", tracing === null ? "none" : maskUrl(tracing.url)],
    ["LOG_LEVEL", log.level],
    ["LOG_PRETTY", log.pretty ? "on" : "off"],
  ];
  return values.map(([name, value]) => ({ name, value, set: environment[name] !== undefined }));
}

function maskSecrets(count: number): string {
  if (count === 0) return "none";
  return count === 1 ? "***" : `*** (${count} secrets: the first signs, all verify)`;
}

/** Of a URL only scheme, host, port and path are shown: a parameter may hold a password as well. */
function maskUrl(text: string): string {
  const url = readUrl(text);
  if (url === null) return "***";
  const user = url.username || url.password ? "***:***@" : "";
  return `${url.protocol}//${user}${url.host}${url.pathname === "/" ? "" : url.pathname}${url.search ? "?***" : ""}`;
}
