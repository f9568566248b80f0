import { afterEach, beforeEach, expect, test } from "@jest/globals";
import type { Desk } from "../../src/domain/desk/desk.ts";
import type { FilingContext } from "../../src/usecases/filing/filing-context.ts";
import type { MailToFile } from "../../src/usecases/filing/mail-to-file.ts";
import { notifyAgents } from "../../src/usecases/filing/notify-agents.ts";
import { returnToAgent } from "../../src/usecases/filing/return-to-agent.ts";
import { type AgentDesk, openAgentDesk } from "../support/agent-desk.ts";

let world: AgentDesk;
let logged: unknown[];

beforeEach(async () => {
  world = await openAgentDesk();
  logged = [];
});
afterEach(() => world.close());

/** The desk, but the first agent's address is one that nothing can be sent to. */
function unreachable(): FilingContext {
  const { context } = world.desk.open.filing;
  const one = { ...context.desk.agents.one, addresses: ["nowhere"] } as Desk["agents"][string];
  const log = { ...context.log, error: (fields: unknown) => void logged.push(fields) };
  return { ...context, log, desk: { ...context.desk, agents: { ...context.desk.agents, one } } };
}

async function read(text: string): Promise<MailToFile> {
  const { unitOfWork, filing, mailboxIds } = world.desk.open;
  const [mailboxId = 0] = mailboxIds.values();
  const mail = `From: mette@north.example\r\nSubject: Systemet\r\nMessage-ID: <r1@north.example>\r\n\r\n${text}\r\n`;
  const parsed = await filing.parser.parse(Buffer.from(mail), {
    trustedAuthServers: [],
    dns: "none",
    ownAddresses: [],
  });
  if (!parsed.ok) throw new Error(parsed.why);
  const now = await unitOfWork.reading.now();
  const readAttachments = async () => [];
  return { inboundEmailId: 0, mailboxId, mail: parsed.mail, receivedAt: now, now, readAttachments };
}

test("an agent whose mail is refused is named in the log and in the ticket's history, and the others are told", async () => {
  const toFile = await read("Hvordan går det?");
  const ticket = await world.ticket();
  const { unitOfWork } = world.desk.open;
  const before = (await unitOfWork.reading.outbox.list({ limit: 50 })).length;
  await unitOfWork.transaction((stores) => notifyAgents(stores, unreachable(), toFile, ticket, "message"));
  expect(logged).toEqual([{ ticketId: ticket.id, agent: "one", why: "address" }]);
  expect((await unitOfWork.reading.tickets.listEvents(ticket.id)).at(-1)).toMatchObject({
    type: "agent-not-told",
    actor: "desk",
    data: { agent: "one", why: "address" },
  });
  const mails = await unitOfWork.reading.outbox.list({ limit: 50 });
  expect(mails).toHaveLength(before + 1);
  expect(mails[0]?.recipients).toMatchObject([{ address: "two@desk.example" }]);
});

test("a mail that cannot go back to its agent is in the log, with the reason", async () => {
  const toFile = await read("#kvitter");
  await world.desk.open.unitOfWork.transaction((stores) => returnToAgent(stores, unreachable(), toFile, "one"));
  expect(logged).toEqual([{ ticketId: null, agent: "one", why: "address" }]);
});
