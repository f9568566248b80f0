import type { MailParser } from "../../src/usecases/ports/mail-parser.ts";
import type { ErasePersonDeps } from "../../src/usecases/privacy/erase-person.ts";
import { wireErasing } from "../../src/wire-privacy.ts";
import { type OpenDesk, openDesk } from "../../src/wiring.ts";
import { silentLog } from "./silent-log.ts";
import { SUPPORT_MAILBOX, testDesk } from "./test-desk.ts";

/** A desk over a database that is there already, with what erasing is made of; the list of erasures is kept nowhere else. */
export async function openErasingDesk(
  databaseUrl: string,
  parser: MailParser,
): Promise<OpenDesk & { readonly erasing: ErasePersonDeps }> {
  const desk = testDesk(SUPPORT_MAILBOX);
  const config = {
    ...{ databaseUrl, redisUrl: null, deskFile: "test", secrets: ["a secret for the tests, long enough to sign with"] },
    ...{ publicUrl: "http://127.0.0.1:0", dataDirectory: "/nonexistent", lmtp: null, tracing: null, environment: {} },
    http: { host: "127.0.0.1", port: 0, trustedProxies: [] },
    log: { level: "silent", pretty: false },
  } as const;
  const open = await openDesk(
    { config, desk, deskHash: "erasing", warnings: [] },
    { log: silentLog, movedTime: true, parser },
  );
  return { ...open, erasing: { ...(await wireErasing(open)), desk, keepNotes: async () => undefined } };
}
