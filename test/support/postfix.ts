import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findFreePort } from "../../src/adapters/embedded/free-port.ts";
import { keepProcess } from "../../src/adapters/embedded/keep-process.ts";
import type { RunningDovecot } from "./dovecot.ts";
import { findProgram, findUser, isRoot, type RealServer, whyMissing } from "./installed-server.ts";
import { startVerdictMilter } from "./verdict-milter.ts";
import { waitForGreeting } from "./wait-for-greeting.ts";

export type RunningPostfix = {
  port: number;
  /** With the login of a Dovecot account: who logs in is what the verdict on the mail says. */
  smtpUrlFor(address: string): string;
  /** What it logged so far, for the message of a failed test. */
  log(): string;
  stop(): Promise<void>;
};

type PostfixOptions = {
  authservId: string;
  dovecot: RunningDovecot;
  /** Where mail for an address or a domain goes instead, as `transport_maps` says it; what is refused is tried again soon. */
  transports?: Readonly<Record<string, string>>;
  /** Further settings of main.cf. */
  settings?: Readonly<Record<string, string>>;
};

export const postfix: RealServer = {
  name: "Postfix",
  unavailable: () => whyMissing("postfix") ?? (isRoot() ? null : "only root can start it"),
};

const SERVICES = `
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
lmtp unix - - n - - lmtp
smtp unix - - n - - smtp
error unix - - n - - error
retry unix - - n - - error
proxymap unix - - n - - proxymap
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
`;

/** A private Postfix on 127.0.0.1 in front of a private Dovecot: logins are Dovecot's, mail for its accounts is handed over by LMTP. */
export async function startPostfix(options: PostfixOptions): Promise<RunningPostfix> {
  const directory = mkdtempSync(join(tmpdir(), "svartid-postfix-"));
  chmodSync(directory, 0o755);
  const milter = await startVerdictMilter(options.authservId);
  const port = await findFreePort();
  writeConfiguration(directory, port, milter.port, options);
  execFileSync(findProgram("postfix")!, ["-c", join(directory, "etc"), "check"], { stdio: "pipe" });
  const daemons = execFileSync(findProgram("postconf")!, ["-c", join(directory, "etc"), "-h", "daemon_directory"], {
    encoding: "utf8",
  }).trim();
  const master = keepProcess({
    program: join(daemons, "master"),
    args: ["-c", join(directory, "etc"), "-d"],
    stopSignals: ["SIGTERM", "SIGKILL"],
  });
  const log = () => readIfThere(join(directory, "log"));
  const ended = master.exited.then(() => Promise.reject(new Error(`Postfix did not start: ${log()}`)));
  ended.catch(() => undefined);
  await Promise.race([waitForGreeting(port), ended]);
  const stop = async () => {
    master.release();
    await master.exited;
    await milter.stop();
    rmSync(directory, { recursive: true, force: true });
  };
  return { port, smtpUrlFor: (address) => smtpUrl(options.dovecot, address, port), log, stop };
}

function writeConfiguration(directory: string, port: number, milterPort: number, options: PostfixOptions): void {
  for (const name of ["etc", "queue", "data"]) {
    mkdirSync(join(directory, name), { mode: 0o755 });
  }
  const { uid, gid } = findUser("postfix");
  execFileSync("chown", [`${uid}:${gid}`, join(directory, "data")]);
  const { accounts, lmtpPort, authSocket } = options.dovecot;
  const domains = [...new Set(accounts.map(({ address }) => address.split("@")[1]))];
  writeFileSync(join(directory, "etc", "mailboxes"), accounts.map(({ address }) => `${address} yes\n`).join(""));
  const transports = Object.entries(options.transports ?? {});
  writeFileSync(join(directory, "etc", "transports"), transports.map(([of, to]) => `${of} ${to}\n`).join(""));
  const settings: Record<string, string | number> = {
    compatibility_level: "3.6",
    queue_directory: join(directory, "queue"),
    data_directory: join(directory, "data"),
    maillog_file: join(directory, "log"),
    maillog_file_prefixes: directory,
    myhostname: options.authservId,
    mydestination: "",
    alias_maps: "",
    alias_database: "",
    inet_interfaces: "127.0.0.1",
    inet_protocols: "ipv4",
    mynetworks: "127.0.0.0/8",
    message_size_limit: 104_857_600,
    recipient_delimiter: "+",
    virtual_mailbox_domains: domains.join(" "),
    virtual_mailbox_maps: `texthash:${join(directory, "etc", "mailboxes")}`,
    virtual_transport: `lmtp:inet:127.0.0.1:${lmtpPort}`,
    transport_maps: `texthash:${join(directory, "etc", "transports")}`,
    ...(transports.length > 0
      ? { queue_run_delay: "1s", minimal_backoff_time: "1s", maximal_backoff_time: "1s", transport_retry_time: "1s" }
      : {}),
    // One copy for each recipient, so that each names the sub-address it was sent to.
    lmtp_destination_recipient_limit: 1,
    // Nothing ever leaves this machine.
    default_transport: "error:5.7.1 no mail leaves this test",
    relay_transport: "error:5.7.1 no mail leaves this test",
    smtpd_relay_restrictions: "permit_mynetworks, reject",
    smtpd_recipient_restrictions: "reject_unlisted_recipient, permit_mynetworks, reject",
    smtpd_sasl_auth_enable: "yes",
    smtpd_sasl_type: "dovecot",
    smtpd_sasl_path: authSocket,
    smtpd_milters: `inet:127.0.0.1:${milterPort}`,
    milter_default_action: "tempfail",
    ...options.settings,
  };
  const lines = Object.entries(settings).map(([name, value]) => `${name} = ${value}\n`);
  writeFileSync(join(directory, "etc", "main.cf"), lines.join(""));
  writeFileSync(join(directory, "etc", "master.cf"), `127.0.0.1:${port} inet n - n - - smtpd${SERVICES}`);
}

function smtpUrl({ accounts }: RunningDovecot, address: string, port: number): string {
  const { password } = accounts.find((account) => account.address === address)!;
  return `smtp://${encodeURIComponent(address)}:${encodeURIComponent(password)}@127.0.0.1:${port}`;
}

function readIfThere(path: string): string {
  return existsSync(path) ? readFileSync(path, "utf8") : "";
}
