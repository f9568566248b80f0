import { createHash } from "node:crypto";
import type { Release } from "../../src/domain/releases/release.ts";
import { type OpenDesk, openDesk } from "../../src/wiring.ts";
import { silentLog } from "./silent-log.ts";
import { SUPPORT_MAILBOX, testDesk } from "./test-desk.ts";

const SECRET = "a secret for the tests, long enough to sign with";
const AT_ONE = 50;

export const KILLED_RELEASE: Release = {
  key: "core-5.3",
  module: "core",
  version: "5.3",
  kind: "minor",
  availableOn: "2099-12-01",
  versions: [],
  hosting: null,
  fixes: [],
  notes: { da: "- Indlæsningen **fortsætter**.", en: "- The import **goes on**." },
};

/** A whole desk over a database that is there already, with so many contacts of organisations that the release is for. */
export async function openPublishingDesk(databaseUrl: string, contacts: number): Promise<OpenDesk> {
  const organisations = Array.from({ length: Math.ceil(contacts / AT_ONE) }, (_, place) => {
    const count = Math.min(AT_ONE, contacts - place * AT_ONE);
    const names = Array.from({ length: count }, (__, one) => `c${place * AT_ONE + one}@customer.example`);
    return `  - { id: o${place}, name: Organisation ${place}, domains: [o${place}.example], hosting: ${place % 2 === 0 ? "vendor" : "customer"}, agreement: { from: 2026-01-01, to: 2099-12-31 }, installed: [{ module: core, version: "5.2" }], contacts: [${names.join(", ")}] }`;
  });
  const desk = testDesk(`${SUPPORT_MAILBOX}organisations:\n${organisations.join("\n")}\n`);
  const config = {
    databaseUrl,
    redisUrl: null,
    deskFile: "test",
    secrets: [SECRET],
    publicUrl: "http://127.0.0.1:0",
    dataDirectory: "/nonexistent",
    http: { host: "127.0.0.1", port: 0 },
    lmtp: null,
    log: { level: "silent", pretty: false },
    environment: {},
  } as const;
  const deskHash = createHash("sha256").update(JSON.stringify(desk)).digest("hex");
  const options = { log: silentLog, movedTime: true };
  return await openDesk({ config, desk, deskHash, warnings: [] } as never, options);
}
