import { execFileSync } from "node:child_process";
import { chmodSync, chownSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { findFreePort } from "../../src/adapters/embedded/free-port.ts";
import { type KeptProcess, keepProcess } from "../../src/adapters/embedded/keep-process.ts";
import { findProgram, findUser, isRoot, type RealServer, whyMissing } from "./installed-server.ts";
import { waitForGreeting } from "./wait-for-greeting.ts";

export type RunningDovecot = {
  accounts: readonly Account[];
  imapPort: number;
  lmtpPort: number;
  /** Where Postfix asks whether a login is right. */
  authSocket: string;
  imapUrlFor(address: string): string;
  /** Puts mails straight into a Maildir, in order, the fast way: hundreds of mails in a moment. */
  appendMany(address: string, mails: readonly Uint8Array[]): void;
  /** Stops, forgets the numbering of a mailbox, and starts again on the same ports. */
  resetUidvalidity(address: string): Promise<void>;
  stop(): Promise<void>;
};

type DovecotOptions = {
  /** Where access tokens are asked about (RFC 7662): XOAUTH2 and OAUTHBEARER are offered as well. */
  introspectionUrl?: string;
  /** Where mails that Sieve scripts send leave: with it, the accounts' scripts are run. */
  submissionPort?: number;
};

type Account = {
  address: string;
  password: string;
  /** Run on every mail that comes by LMTP. */
  sieve?: string;
};
type Ports = { imapPort: number; lmtpPort: number };
type MailUser = { uid: number; gid: number };

export const dovecot: RealServer = {
  name: "Dovecot",
  unavailable: () => whyMissing("dovecot", "doveadm") ?? whyWithoutModules(),
};

export const dovecotWithSieve: RealServer = {
  name: "Dovecot with Sieve",
  unavailable: () => dovecot.unavailable() ?? whyMissing("sievec"),
};

/** A private Dovecot on 127.0.0.1: IMAP, LMTP, Maildir with fsync, sub-addressing by `+`. */
export async function startDovecot(
  accounts: readonly Account[],
  options: DovecotOptions = {},
): Promise<RunningDovecot> {
  const directory = mkdtempSync(join(tmpdir(), "svartid-dovecot-"));
  chmodSync(directory, 0o755);
  const user = isRoot() ? findUser("nobody") : { uid: process.getuid!(), gid: process.getgid!() };
  const mailDirectory = join(directory, "mail");
  mkdirSync(mailDirectory, { mode: 0o700 });
  chownSync(mailDirectory, user.uid, user.gid);
  const ports = { imapPort: await findFreePort(), lmtpPort: await findFreePort() };
  writeFileSync(join(directory, "users"), accounts.map((a) => `${a.address}:{PLAIN}${a.password}::::::\n`).join(""));
  writeFileSync(join(directory, "dovecot.conf"), configuration(directory, ports, user, options));
  for (const { address, sieve } of accounts)
    if (sieve !== undefined) writeSieve(join(mailDirectory, address), sieve, user);
  let server = await launch(directory, ports);
  let appended = 0;
  const stop = async () => {
    server.release();
    await server.exited;
  };
  return {
    accounts,
    ...ports,
    authSocket: join(directory, "run", "auth-postfix"),
    imapUrlFor: (address) => imapUrl(accounts, address, ports.imapPort),
    appendMany: (address, mails) => {
      const folder = makeMaildir(join(mailDirectory, address), user);
      for (const mail of mails) {
        writeMail(folder, `1700000000.M${String(++appended).padStart(6, "0")}P1.localhost`, mail, user);
      }
    },
    resetUidvalidity: async (address) => {
      const list = join(mailDirectory, address, "Maildir", "dovecot-uidlist");
      const validity = Number(/ V(\d+)/.exec(readFileSync(list, "utf8"))?.[1]);
      await stop();
      for (const file of [
        "dovecot-uidlist",
        "dovecot.index",
        "dovecot.index.log",
        "dovecot.index.cache",
        "dovecot.list.index.log",
      ]) {
        rmSync(join(mailDirectory, address, "Maildir", file), { force: true });
      }
      // UIDVALIDITY comes from the clock in whole seconds: a later one must have begun.
      while (Math.floor(Date.now() / 1000) <= validity) {
        await sleep(50);
      }
      server = await launch(directory, ports);
    },
    stop: async () => {
      await stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

function whyWithoutModules(): string | null {
  const protocols = ["imap", "lmtp"].filter((name) => findModule(name) === null);
  return protocols.length === 0 ? null : `dovecot has no ${protocols.join(", ")}`;
}

function findModule(name: string): string | null {
  const found = execFileSync("sh", [
    "-c",
    `ls /usr/lib/dovecot/${name} /usr/libexec/dovecot/${name} 2>/dev/null || true`,
  ]);
  return found.toString().trim() || null;
}

function configuration(
  directory: string,
  { imapPort, lmtpPort }: Ports,
  user: MailUser,
  { introspectionUrl, submissionPort }: DovecotOptions,
): string {
  const byToken = introspectionUrl === undefined ? "" : tokenLogin(directory, introspectionUrl);
  const own = userInfo().username;
  const [internal, login] = isRoot() ? ["dovecot", "dovenull"] : [own, own];
  const group = execFileSync("id", ["-gn", internal], { encoding: "utf8" }).trim();
  return `
protocols = imap lmtp
listen = 127.0.0.1
base_dir = ${directory}/run
state_dir = ${directory}/state
log_path = /dev/stderr
ssl = no
disable_plaintext_auth = no
auth_mechanisms = plain login ${byToken === "" ? "" : "xoauth2 oauthbearer"}
default_internal_user = ${internal}
default_internal_group = ${group}
default_login_user = ${login}
first_valid_uid = ${user.uid}
last_valid_uid = ${user.uid}
first_valid_gid = ${user.gid}
mail_location = maildir:~/Maildir
mail_fsync = always
mail_max_userip_connections = 100
recipient_delimiter = +
submission_host = 127.0.0.1:${submissionPort ?? 1}
${submissionPort === undefined ? "" : SIEVE}
service imap-login {
  chroot =
  inet_listener imap {
    port = ${imapPort}
  }
  inet_listener imaps {
    port = 0
  }
}
service lmtp {
  chroot =
  user = ${internal === own ? own : "root"}
  inet_listener lmtp {
    port = ${lmtpPort}
  }
}
service anvil {
  chroot =
}
service stats {
  chroot =
}
service auth {
  unix_listener auth-postfix {
    mode = 0666
  }
}
${byToken}
passdb {
  driver = passwd-file
  args = ${directory}/users
}
userdb {
  driver = static
  args = uid=${user.uid} gid=${user.gid} home=${directory}/mail/%Lu
}
`;
}

function tokenLogin(directory: string, introspectionUrl: string): string {
  const settings = [
    `introspection_url = ${introspectionUrl}`,
    "introspection_mode = post",
    "username_attribute = username",
    "active_attribute = active",
    "active_value = true",
  ];
  writeFileSync(join(directory, "oauth2.conf"), `${settings.join("\n")}\n`);
  return `
auth_failure_delay = 0
passdb {
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = ${directory}/oauth2.conf
}
`;
}

const SIEVE = `
protocol lmtp {
  mail_plugins = sieve
}
plugin {
  sieve = file:~/sieve;active=~/.dovecot.sieve
}`;

function writeSieve(home: string, script: string, user: MailUser): void {
  makeMaildir(home, user);
  const path = join(home, ".dovecot.sieve");
  writeFileSync(path, script);
  chownSync(path, user.uid, user.gid);
}

async function launch(directory: string, ports: Ports): Promise<KeptProcess> {
  const program = findProgram("dovecot")!;
  const lines: string[] = [];
  const server = keepProcess(
    { program, args: ["-F", "-c", join(directory, "dovecot.conf")], stopSignals: ["SIGTERM", "SIGKILL"] },
    (line) => lines.push(line),
  );
  const ended = server.exited.then(() => Promise.reject(new Error(`Dovecot did not start: ${lines.join(" ")}`)));
  await Promise.race([Promise.all([waitForGreeting(ports.imapPort), waitForGreeting(ports.lmtpPort)]), ended]);
  ended.catch(() => undefined);
  return server;
}

function imapUrl(accounts: readonly Account[], address: string, port: number): string {
  const password = accounts.find((account) => account.address === address)?.password ?? "";
  return `imap://${encodeURIComponent(address)}:${encodeURIComponent(password)}@127.0.0.1:${port}/INBOX`;
}

function makeMaildir(home: string, user: MailUser): string {
  const maildir = join(home, "Maildir");
  for (const directory of [home, maildir, ...["cur", "new", "tmp"].map((name) => join(maildir, name))]) {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    chownSync(directory, user.uid, user.gid);
  }
  return join(maildir, "new");
}

function writeMail(folder: string, name: string, mail: Uint8Array, user: MailUser): void {
  const path = join(folder, name);
  writeFileSync(path, mail);
  chownSync(path, user.uid, user.gid);
}
