import { afterEach, beforeEach, expect, test } from "@jest/globals";
import type { Desk } from "../../src/domain/desk/desk.ts";
import { answerWithFaults, sendHelp } from "../../src/usecases/filing/answer-agent.ts";
import type { CommandRun } from "../../src/usecases/filing/command-run.ts";
import { confirmCommands } from "../../src/usecases/filing/confirm-commands.ts";
import type { FilingContext } from "../../src/usecases/filing/filing-context.ts";
import { keepAsNote } from "../../src/usecases/filing/keep-as-note.ts";
import type { MailToFile } from "../../src/usecases/filing/mail-to-file.ts";
import { notifyAgents } from "../../src/usecases/filing/notify-agents.ts";
import { returnToAgent } from "../../src/usecases/filing/return-to-agent.ts";
import { sendStatus } from "../../src/usecases/filing/send-status.ts";
import { tellDeliveryFailure } from "../../src/usecases/filing/tell-delivery-failure.ts";
import { warnOfExpiry } from "../../src/usecases/oauth/warn-of-expiry.ts";
import { type AgentDesk, openAgentDesk } from "../support/agent-desk.ts";
import { testDesk } from "../support/test-desk.ts";

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
  return {
    inboundEmailId: 0,
    mailboxId,
    mail: parsed.mail,
    receivedAt: now,
    now,
    readAttachments,
    readAgain: async () => null,
  };
}

test("an agent whose mail is refused is named in the log and in the ticket's history, and the others are told", async () => {
  const toFile = await read("Hvordan går det?");
  const ticket = await world.ticket();
  const { unitOfWork } = world.desk.open;
  const before = (await unitOfWork.reading.outbox.list({ limit: 50 })).length;
  await unitOfWork.transaction((stores) => notifyAgents(stores, unreachable(), toFile, ticket, { kind: "message" }));
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

type Telling = (run: CommandRun) => Promise<unknown>;
const FAULT = { lineNumber: 1, line: "#x", da: "x", en: "x" };

const TELLINGS: readonly [string, Telling][] = [
  [
    "a delivery failure",
    ({ stores, context, from }) => tellDeliveryFailure(stores, context, from.ticket, { refusals: [], suppressed: [] }),
  ],
  ["#status", (run) => sendStatus(run)],
  ["a confirmation", (run) => confirmCommands(run, { done: ["x"], recipients: [], told: [] })],
  ["a fault", ({ stores, context, toFile, from }) => answerWithFaults(stores, context, toFile, from, [FAULT])],
  ["#help", ({ stores, context, toFile, from }) => sendHelp(stores, context, toFile, from)],
  [
    "a warning of a forgery",
    ({ stores, context, toFile, from: { ticket, agent } }) => {
      const plan = {
        action: "keep-as-note",
        ticketId: ticket.id,
        ticket,
        agent,
        writer: null,
        why: ["unproved"],
        mayBeConfirmed: false,
      } as const;
      return keepAsNote(stores, context, toFile, plan);
    },
  ],
];

test.each(TELLINGS)("%s that is refused is in the log and in the ticket's history", async (_, tell) => {
  const toFile = await read("Hvordan går det?");
  const found = await world.ticket();
  const ticket = { ...found, agent: "one" };
  const { unitOfWork, database } = world.desk.open;
  // As keepAsNote finds it: the mail is stored.
  const { id: inboundEmailId } = await database.selectFrom("inbound_email").select("id").executeTakeFirstOrThrow();
  await unitOfWork.transaction((stores) =>
    tell({
      stores,
      context: unreachable(),
      toFile: { ...toFile, inboundEmailId },
      from: { ticket, agent: "one" },
      language: "da",
    }),
  );
  expect(logged).toEqual([{ ticketId: ticket.id, agent: "one", why: "address" }]);
  const untold = (await unitOfWork.reading.tickets.listEvents(ticket.id)).filter(
    ({ type }) => type === "agent-not-told",
  );
  expect(untold).toMatchObject([{ actor: "desk", data: { agent: "one", why: "address" } }]);
});

test("a warning that a secret runs out, and that is refused, is in the log with the reason", async () => {
  const oauth2 =
    "grant: client_credentials, tokenUrl: 'https://login.example/t', clientId: d, clientSecret: s, secretExpires: 2020-01-01";
  const desk = testDesk(
    `mailboxes: [{ name: support, imap: "imaps://s@mail.example", auth: { oauth2: { ${oauth2} } } }]\n`,
  );
  const log = { ...world.desk.open.log, error: (fields: unknown) => void logged.push(fields) };
  await warnOfExpiry({ ...world.desk.open, log, desk: { ...desk, desk: { ...desk.desk, opsAddress: "nowhere" } } });
  expect(logged).toEqual([{ ticketId: null, agent: "ops", why: "address" }]);
});
