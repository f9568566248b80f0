import { createHash } from "node:crypto";
import { type LmtpPlace, placeName } from "./adapters/lmtp/lmtp-place.ts";
import { startLmtpServer } from "./adapters/lmtp/start-lmtp-server.ts";
import { createHeartbeatStore } from "./adapters/postgres/heartbeat-store.ts";
import { isDeskRecipient } from "./domain/outbound/is-desk-recipient.ts";
import type { Running } from "./main.ts";
import { LMTP_BEAT_SECONDS } from "./usecases/judge-readiness.ts";
import { startPeriodicWorks } from "./usecases/periodic-works.ts";
import { receiveMail } from "./usecases/receive-mail.ts";
import type { OpenDesk } from "./wiring.ts";

/** Takes mail by LMTP into the first mailbox of the desk, and says in the database that it does. */
export async function startLmtp(desk: OpenDesk, place: LmtpPlace, onAccepted: () => void): Promise<Running> {
  const { settings, signer, log } = desk;
  const context = {
    deskAddress: settings.desk.desk.address,
    agentKeys: Object.keys(settings.desk.agents),
    signer,
  };
  const [mailboxId] = desk.mailboxIds.values();
  if (mailboxId === undefined) throw new Error("A desk has at least one mailbox.");
  const { mailboxes } = desk.filing.unitOfWork.reading;
  const server = await startLmtpServer({
    place,
    log,
    isRecipient: (address) => isDeskRecipient(address, context),
    accept: (bytes) => {
      const sha256 = createHash("sha256").update(bytes).digest("hex");
      return receiveMail({ mailboxes, onAccepted }, mailboxId, { sha256, bytes });
    },
  });
  log.info({ place: placeName(place) }, "mail is taken by LMTP");
  const heartbeats = createHeartbeatStore(desk.database);
  const beat = { name: "beat-lmtp", everySeconds: LMTP_BEAT_SECONDS, run: () => heartbeats.beat("lmtp") };
  const beating = startPeriodicWorks([beat], log);
  return {
    stop: async () => {
      await server.stop();
      await beating.stop();
    },
  };
}
