// npm run servers: installs the real servers that some tests use, on Debian and Ubuntu, without letting any of them run.
import { spawnSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { join } from "node:path";

const PACKAGES = [
  { program: "dovecot", packages: ["dovecot-imapd", "dovecot-lmtpd"], services: ["dovecot.service", "dovecot.socket"] },
  { program: "sievec", packages: ["dovecot-sieve"], services: [] },
  { program: "postfix", packages: ["postfix"], services: ["postfix.service"] },
  { program: "redis-server", packages: ["redis-server"], services: ["redis-server.service"] },
  { program: "chromium", packages: ["chromium"], services: [] },
];

const DIRECTORIES = ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin", "/snap/bin"];

// While this policy stands, Debian's packages do not start what they install (policy-rc.d, invoke-rc.d(8)).
const INSTALL = `
set -e
export DEBIAN_FRONTEND=noninteractive
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
  printf '#!/bin/sh\\nexit 101\\n' > "$policy"
  chmod 755 "$policy"
  trap 'rm -f "$policy"' EXIT
fi
echo 'postfix postfix/main_mailer_type select Local only' | debconf-set-selections
echo 'postfix postfix/mailname string localhost' | debconf-set-selections
apt-get update -q
apt-get install -q -y --no-install-recommends "$@"
`;

const DISABLE = `
if [ -d /run/systemd/system ]; then
  for service in "$@"; do systemctl disable --now "$service" || true; done
fi
`;

const missing = PACKAGES.filter(({ program }) => !isInstalled(program));
if (missing.length === 0) {
  console.log("Dovecot with its Sieve, Postfix, Redis and Chromium are installed already.");
} else if (!isInstalled("apt-get")) {
  giveUp(
    "npm run servers knows Debian and Ubuntu only: install Dovecot (IMAP, LMTP and Sieve), Postfix, Redis and Chromium by the means of this system, and npm test finds them.",
  );
} else {
  install(missing);
}

function install(wanted) {
  const packages = wanted.flatMap((entry) => entry.packages);
  console.log(`Installing ${packages.join(", ")} ...`);
  if (asRoot(INSTALL, packages) !== 0) {
    giveUp("The servers could not be installed: the lines above say why.");
  }
  // What was there before may be in use; what came just now must not start at the next boot either.
  asRoot(
    DISABLE,
    wanted.flatMap((entry) => entry.services),
  );
  console.log("Installed. None of them runs by itself: the tests start their own on 127.0.0.1.");
}

function asRoot(script, args) {
  const shell = ["sh", "-c", script, "sh", ...args];
  const isRoot = process.getuid() === 0;
  if (!isRoot && !isInstalled("sudo")) {
    giveUp("Installing needs root: run npm run servers as root, or install sudo.");
  }
  const [program, ...rest] = isRoot ? shell : ["sudo", ...shell];
  return spawnSync(program, rest, { stdio: "inherit" }).status;
}

function isInstalled(program) {
  return DIRECTORIES.some((directory) => {
    try {
      accessSync(join(directory, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

function giveUp(sentence) {
  console.error(sentence);
  process.exit(1);
}
