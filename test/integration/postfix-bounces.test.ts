import { afterAll, beforeAll, expect } from "@jest/globals";
import { type AgentDesk, openAgentDesk } from "../support/agent-desk.ts";
import { dovecot, type RunningDovecot, startDovecot } from "../support/dovecot.ts";
import { postfix, type RunningPostfix, startPostfix } from "../support/postfix.ts";
import { testOn } from "../support/real-server.ts";
import { reportsIn, sendBy } from "../support/send-by.ts";
import { until } from "../support/until.ts";

const DESK = { address: "support@desk.example", password: "secret" };
const GONE = "gone@south.example";
const onBoth = testOn(dovecot, postfix);
const isThere = [dovecot, postfix].every((server) => server.unavailable() === null);

let world: AgentDesk;
let imap: RunningDovecot;
let smtp: RunningPostfix;

beforeAll(async () => {
  if (!isThere) return;
  world = await openAgentDesk();
  const people = ["one@desk.example", "two@desk.example", "mette@north.example"];
  imap = await startDovecot([DESK, ...people.map((address) => ({ address, password: "a secret of the test" }))]);
  // Postfix takes the mail, and learns only from the server behind it that nobody has that mailbox.
  const transports = { "south.example": `lmtp:inet:127.0.0.1:${imap.lmtpPort}` };
  smtp = await startPostfix({ authservId: "mx.desk.example", dovecot: imap, transports });
});

afterAll(async () => {
  if (!isThere) return;
  await world.close();
  await smtp.stop();
  await imap.stop();
});

const stores = () => world.desk.open.unitOfWork.reading;

const send = () => sendBy(world.desk.open, smtp.smtpUrlFor(DESK.address));
const reports = () => reportsIn(imap.imapUrlFor(DESK.address));

async function stateOf(ticketId: number) {
  const clocks = await stores().clocks.listForTicket(ticketId);
  return {
    promise: clocks.find(({ kind }) => kind === "first_response")?.state,
    events: (await stores().tickets.listEvents(ticketId)).map(({ type }) => type).filter((type) => type === "bounced"),
    suppressed: (await stores().suppressions.list(50)).map(({ address }) => address),
  };
}

onBoth(
  "Postfix's own bounce of an answer takes effect, and a copy of it forged for another answer does nothing",
  async () => {
    const kept = await world.ticket();
    await world.say("Prøv at genstarte.");
    const lost = await world.opens("Hvor er regningen?", GONE);
    await world.say("Den er på vej.", "one", lost);
    await send();
    expect([(await stateOf(kept.id)).promise, (await stateOf(lost.id)).promise]).toEqual(["met", "met"]);

    const replies = (await stores().outbox.list({ limit: 50 })).filter((one) => one.class === "reply");
    const idOf = (ref: string) => replies.find((one) => one.ticket === ref)?.messageId ?? "";
    const [ofLost, ofKept] = [idOf(lost.ref), idOf(kept.ref)];
    await until(async () => (await reports()).some((mail) => mail.includes(ofLost)));
    const bounce = (await reports()).find((mail) => mail.includes(ofLost)) ?? "";

    // Whoever got one mail of the desk knows the form of its ids, but not the MAC of another.
    const mac = (id: string) => id.split(".")[2]?.split("@")[0] ?? "";
    const forged = bounce
      .replaceAll(ofLost, ofKept.replace(mac(ofKept), mac(ofLost)))
      .replaceAll(GONE, "mette@north.example")
      .replace(/^Message-Id: </im, "Message-Id: <forged.");
    await world.files(forged);
    expect(await stateOf(kept.id)).toEqual({ promise: "met", events: [], suppressed: [] });

    const told = await world.files(bounce);
    expect(await stateOf(lost.id)).toEqual({ promise: "running", events: ["bounced"], suppressed: [GONE] });
    expect(told.map((one) => one.recipients)).toEqual([["one@desk.example"]]);
    expect(told[0]?.text).toContain("Adressen findes ikke hos modtageren.");
    expect(told[0]?.text).toContain("550 5.1.1");
    expect((await stateOf(kept.id)).promise).toBe("met");
  },
);
