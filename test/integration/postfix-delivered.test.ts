import { afterAll, beforeAll, expect } from "@jest/globals";
import { SYSTEM } from "../../src/domain/audit/audit-event.ts";
import { importRelease } from "../../src/usecases/releases/import-release.ts";
import { presentNotice } from "../../src/usecases/releases/present-release.ts";
import { publishRelease } from "../../src/usecases/releases/publish-release.ts";
import { type AgentDesk, openAgentDesk } from "../support/agent-desk.ts";
import { dovecot, type RunningDovecot, startDovecot } from "../support/dovecot.ts";
import { postfix, type RunningPostfix, startPostfix } from "../support/postfix.ts";
import { testOn } from "../support/real-server.ts";
import { reportsIn, sendBy } from "../support/send-by.ts";
import { until } from "../support/until.ts";

const DESK = { address: "support@desk.example", password: "secret" };
const [REACHED, PASSED_ON, GONE] = ["it@north.example", "box@relay.example", "gone@south.example"];
const ORGANISATIONS = `
organisations:
  - { id: north, name: North, domains: [north.example], hosting: vendor, agreement: { from: 2026-01-01, to: 2099-12-31 }, installed: [{ module: core, version: "5.2" }], contacts: [${REACHED}, ${PASSED_ON}, ${GONE}] }
`;
const onBoth = testOn(dovecot, postfix);
const isThere = [dovecot, postfix].every((server) => server.unavailable() === null);

let world: AgentDesk;
let imap: RunningDovecot;
let far: RunningPostfix;
let smtp: RunningPostfix;

beforeAll(async () => {
  if (!isThere) return;
  world = await openAgentDesk(0, ORGANISATIONS);
  imap = await startDovecot([DESK, ...[REACHED, PASSED_ON].map((address) => ({ address, password: "a secret" }))]);
  // It speaks no DSN: what the first Postfix hands to it is relayed, and nobody tells any more.
  far = await startPostfix({
    authservId: "mx.relay.example",
    dovecot: imap,
    settings: { smtpd_discard_ehlo_keywords: "dsn" },
  });
  smtp = await startPostfix({
    authservId: "mx.desk.example",
    dovecot: imap,
    transports: {
      "south.example": `lmtp:inet:127.0.0.1:${imap.lmtpPort}`,
      "relay.example": `smtp:[127.0.0.1]:${far.port}`,
    },
    // What Dovecot takes lies in the mailbox of the recipient.
    settings: { lmtp_assume_final: "yes" },
  });
});

afterAll(async () => {
  if (!isThere) return;
  await world.close();
  await smtp.stop();
  await far.stop();
  await imap.stop();
});

const stores = () => world.desk.open.unitOfWork.reading;

async function publish(): Promise<void> {
  const { unitOfWork, filing } = world.desk.open;
  await importRelease(
    unitOfWork,
    {
      key: "core-5.3",
      module: "core",
      version: "5.3",
      kind: "minor",
      availableOn: "2099-12-01",
      versions: [],
      hosting: null,
      fixes: [],
      notes: { da: "Nyt.", en: "News." },
    },
    SYSTEM,
  );
  await publishRelease({ unitOfWork, context: filing.context }, "core-5.3", SYSTEM);
}

const send = () => sendBy(world.desk.open, smtp.smtpUrlFor(DESK.address));
const reports = () => reportsIn(imap.imapUrlFor(DESK.address));

async function states(): Promise<Record<string, string>> {
  const release = (await stores().releases.find("core-5.3"))!;
  const notices = (await stores().releases.listDeliveries(release.id)).map(presentNotice);
  return Object.fromEntries(notices.map((one) => [one.address, one.state]));
}

onBoth(
  "Postfix's own reports tell who has a notice, who may have it and who has it not; an answer to a customer asks for none",
  async () => {
    const ticket = await world.opens("Hvor er regningen?", REACHED);
    await world.say("Den er på vej.", "one", ticket);
    await publish();
    await send();
    expect(await states()).toEqual({ [REACHED]: "sent", [PASSED_ON]: "sent", [GONE]: "sent" });
    await until(async () => (await reports()).length >= 3);
    const tickets = await stores().tickets.list({ limit: 50 });
    const came = await reports();
    expect(came.map((mail) => /^Action: (.*)\r$/m.exec(mail)?.[1]).sort()).toEqual(["delivered", "failed", "relayed"]);
    for (const mail of came) expect(await world.files(mail)).toEqual([]);
    expect(await states()).toEqual({ [REACHED]: "delivered", [PASSED_ON]: "sent", [GONE]: "bounced" });
    expect(await stores().tickets.list({ limit: 50 })).toHaveLength(tickets.length);
  },
);
