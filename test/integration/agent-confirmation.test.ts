import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { sql } from "kysely";
import type { Desk } from "../../src/domain/desk/desk.ts";
import { fileMailboxes } from "../../src/usecases/filing/file-mailboxes.ts";
import { type AgentDesk, openAgentDesk, type Sent } from "../support/agent-desk.ts";

let world: AgentDesk;
let shipped: Desk;
let mails = 0;

beforeAll(async () => {
  world = await openAgentDesk();
  shipped = world.desk.open.filing.context.desk;
});

beforeEach(async () => {
  await world.afresh();
  setAgent({ proof: "confirmation" });
});

afterAll(() => world.close());

const stores = () => world.desk.open.unitOfWork.reading;

function setAgent(change: Partial<Desk["agents"][string]>): void {
  const context = world.desk.open.filing.context as { desk: Desk };
  const { one } = shipped.agents;
  context.desk = { ...shipped, agents: { ...shipped.agents, one: { ...one!, ...change } } };
}

/** The address that answers to one of our mails go to. */
async function replyTo({ id }: { id: number }): Promise<string> {
  const mail = await stores().outbox.find(id);
  const head = Buffer.from(mail!.bytes).toString("latin1").split("\r\n\r\n")[0] ?? "";
  return /^Reply-To:\s*<?([^\s<>]+)/im.exec(head)?.[1] ?? "";
}

interface Answer {
  from?: string;
  dmarc?: string;
  headers?: string[];
  text?: string;
}

function answer(
  to: string,
  { from = "one@desk.example", dmarc = "none", headers = [], text = "Ja" }: Answer = {},
): string {
  mails += 1;
  return [
    `Authentication-Results: mx.desk.example; dmarc=${dmarc} header.from=${from.slice(from.indexOf("@") + 1)}`,
    `From: ${from}`,
    `To: ${to}`,
    "Subject: Re: Har du skrevet denne mail?",
    "Date: Tue, 24 Nov 2026 11:00:00 +0100",
    `Message-ID: <yes-${mails}@desk.example>`,
    ...headers,
    "Content-Type: text/plain; charset=utf-8",
    "",
    text,
    `Kanarie-svar (${mails})`,
    "",
  ].join("\n");
}

const toCustomer = (sent: readonly Sent[]) => sent.filter((one) => one.class === "reply");
const alerts = (sent: readonly Sent[]) => sent.filter((one) => one.class === "alert");

/** Agent one writes, unproved, and is asked; gives the question and the address that confirms. */
async function hold(text = "#niveau B\nVi har fundet fejlen."): Promise<{ question: Sent; address: string }> {
  const sent = await world.forges(text);
  expect(sent.map((one) => [one.class, one.recipients])).toEqual([["confirmation", ["one@desk.example"]]]);
  return { question: sent[0]!, address: await replyTo(sent[0]!) };
}

async function eventTypes(): Promise<string[]> {
  return (await stores().tickets.listEvents((await world.ticket()).id)).map(({ type }) => type);
}

async function repliesInAll(): Promise<number> {
  return (await stores().outbox.list({ limit: 200 })).filter((one) => one.class === "reply").length;
}

describe("an agent whose domain has no DMARC", () => {
  test("is shown what was written and to whom it would go, and nothing is sent or done meanwhile", async () => {
    const { question } = await hold();
    expect(question.text).toContain("mette@north.example");
    expect(question.text).toContain("Vi har fundet fejlen.");
    expect(question.text).toContain("#level");
    expect(await eventTypes()).toEqual(
      expect.arrayContaining(["agent-mail-not-sent", "agent-mail-awaits-confirmation"]),
    );
    expect((await world.ticket()).level).not.toBe("B");
    expect(await repliesInAll()).toBe(0);
  });

  test("confirms it by an answer: the held mail goes out once with its commands done, and the answer's own words go nowhere", async () => {
    const { address } = await hold();
    const sent = await world.files(answer(address));
    const [reply, ...more] = toCustomer(sent);
    expect([reply?.recipients, more]).toEqual([["mette@north.example"], []]);
    expect(reply?.text).toContain("Vi har fundet fejlen.");
    expect(reply?.text).not.toContain("Kanarie-svar");
    expect(sent.filter((one) => one.class === "confirmation")).toHaveLength(1);
    expect((await world.ticket()).level).toBe("B");
    expect(await eventTypes()).toContain("agent-mail-confirmed");
    const [filed] = await stores().inbound.list({ limit: 1 });
    expect(filed?.reasons.join()).toMatch(/agent one confirmed inbound email \d+, which is carried out as if proved/);
  });

  test("confirms it once: a second answer to the same address sends nothing", async () => {
    const { address } = await hold();
    await world.files(answer(address));
    const again = await world.files(answer(address));
    expect(toCustomer(again)).toEqual([]);
    expect(alerts(again).length).toBeGreaterThan(0);
    expect(await repliesInAll()).toBe(1);
  });

  test("confirms it once where two processes file two answers at the same time", async () => {
    const { address } = await hold();
    const { open } = world.desk;
    const accept = async (mailbox: string, text: string) => {
      const bytes = Buffer.from(text.replace(/\n/g, "\r\n"));
      const { rows } = await sql<{ id: number }>`
        insert into mailbox (name) values (${mailbox}) on conflict (name) do update set name = excluded.name returning id`.execute(
        open.database,
      );
      await sql`with raw as (insert into raw_mail (sha256, size, bytes)
          values (encode(sha256(${bytes}::bytea), 'hex'), ${bytes.length}, ${bytes}) returning sha256)
        insert into inbound_email (mailbox_id, sha256, channel) select ${rows[0]!.id}, sha256, 'ingest' from raw`.execute(
        open.database,
      );
    };
    await accept("support", answer(address));
    await accept("second", answer(address));
    const options = {
      ...open.filing,
      parseOptionsFor: () => open.filing.parseOptionsFor([...open.mailboxIds.values()][0]!),
    };
    await Promise.all([fileMailboxes(options), fileMailboxes(options)]);
    await fileMailboxes(options);
    expect(await stores().inbound.countToFile()).toBe(0);
    expect(await repliesInAll()).toBe(1);
  });

  describe("and whose mail came in two copies", () => {
    const ORDER = "#note\n#niveau B\nRinget til Mette";

    /** The mail that came last, with a line of its way. */
    async function copyOfLast(): Promise<string> {
      const { rows } = await sql<{ bytes: Buffer }>`
        select bytes from inbound_email join raw_mail using (sha256) order by inbound_email.id desc limit 1`.execute(
        world.desk.open.database,
      );
      return `${rows[0]!.bytes.toString()}\r\nSendt via en liste\r\n`;
    }

    const levelAgain = () => sql`update ticket set level = 'C'`.execute(world.desk.open.database);

    test("confirms both: what it orders is done once, and the agent is told", async () => {
      const { address } = await hold(ORDER);
      const [second] = await world.files(await copyOfLast());
      expect(second?.class).toBe("confirmation");
      await world.files(answer(address));
      expect((await world.ticket()).level).toBe("B");
      await levelAgain();
      const [told, ...more] = await world.files(answer(await replyTo(second!)));
      expect((await world.ticket()).level).toBe("C");
      expect(told?.text).toContain("Mailen er allerede udført. Intet blev sendt eller gjort igen.");
      expect(more).toEqual([]);
    });

    test("confirms one before the other comes proved: it is done once", async () => {
      const { address } = await hold(ORDER);
      const copy = (await copyOfLast()).replace("dmarc=none", "dmarc=pass");
      await world.files(answer(address));
      await levelAgain();
      expect(await world.files(copy)).toEqual([]);
      expect((await world.ticket()).level).toBe("C");
    });

    test("confirms one after the other came proved: it is done once", async () => {
      const { address } = await hold(ORDER);
      await world.files((await copyOfLast()).replace("dmarc=none", "dmarc=pass"));
      expect((await world.ticket()).level).toBe("B");
      await levelAgain();
      await world.files(answer(address));
      expect((await world.ticket()).level).toBe("C");
    });
  });

  test("cannot confirm after an hour", async () => {
    const { address } = await hold();
    await sql`update desk_time set "offset" = '1 hour'`.execute(world.desk.open.database);
    const sent = await world.files(answer(address));
    expect(toCustomer(sent)).toEqual([]);
    expect(await repliesInAll()).toBe(0);
    for (const alert of alerts(sent)) expect(alert.text).toContain("Svaret kom for sent");
  });

  test.each(["Nej", "OK", "Ja, men ikke endnu"])(
    "%s confirms nothing, and it is told why and what to do",
    async (text) => {
      const { address } = await hold();
      const sent = await world.files(answer(address, { text }));
      expect(toCustomer(sent)).toEqual([]);
      expect(alerts(sent).length).toBeGreaterThan(0);
      for (const alert of alerts(sent)) {
        expect(alert.text).toContain("Svaret er ikke et rent ja");
        expect(alert.text).not.toContain("svaradressen fra en besked om sagen");
      }
    },
  );

  test("cannot confirm what is no longer the mail that was shown", async () => {
    const { address } = await hold();
    await sql`update raw_mail set bytes = bytes || 'x'::bytea
      where sha256 in (select sha256 from agent_confirmation)`.execute(world.desk.open.database);
    expect(toCustomer(await world.files(answer(address)))).toEqual([]);
    expect(await repliesInAll()).toBe(0);
  });

  test("cannot confirm once they have left the desk", async () => {
    const { address } = await hold();
    setAgent({ proof: "confirmation", active: false });
    expect(toCustomer(await world.files(answer(address)))).toEqual([]);
    expect(await repliesInAll()).toBe(0);
  });

  test("cannot confirm once the desk asks for DMARC again", async () => {
    const { address } = await hold();
    setAgent({ proof: "dmarc" });
    expect(toCustomer(await world.files(answer(address)))).toEqual([]);
  });

  test.each<[string, Answer]>([
    ["a customer", { from: "mette@north.example", dmarc: "pass" }],
    ["another agent", { from: "two@desk.example", dmarc: "pass" }],
    ["a sender that DMARC refutes", { dmarc: "fail" }],
    ["an out-of-office reply", { headers: ["Auto-Submitted: auto-replied"] }],
    ["an out-of-office reply that does not say that it is one", { text: "Jeg er på ferie til mandag." }],
    ["a question", { text: "Ja? Det husker jeg ikke." }],
    ["a mail with two senders", { headers: ["From: mallory@evil.example"] }],
  ])("is not confirmed by %s at the right address, and the agent still can", async (_who, wrong) => {
    const { address } = await hold();
    const sent = await world.files(answer(address, wrong));
    expect(sent.flatMap((one) => one.recipients).filter((one) => !one.endsWith("@desk.example"))).toEqual([]);
    expect(await repliesInAll()).toBe(0);
    expect(toCustomer(await world.files(answer(address)))).toHaveLength(1);
  });

  test("is not confirmed at an address with a turned character", async () => {
    const { address } = await hold();
    const at = address.indexOf("@") - 3;
    const turned = `${address.slice(0, at)}${address[at] === "a" ? "b" : "a"}${address.slice(at + 1)}`;
    expect(toCustomer(await world.files(answer(turned)))).toEqual([]);
    expect(await repliesInAll()).toBe(0);
  });
});

describe("who is asked", () => {
  test("nobody where DMARC refutes the sender, even at the signed address", async () => {
    const { id } = await world.ticket();
    const notice = (await stores().outbox.list({ ticketId: id, limit: 20 })).find(
      (one) => one.class === "notification" && one.recipients[0]?.address === "one@desk.example",
    );
    const sent = await world.files(answer(await replyTo(notice!), { dmarc: "fail" }));
    expect(sent.filter((one) => one.class === "confirmation")).toEqual([]);
    expect(alerts(sent).length).toBeGreaterThan(0);
  });

  test("nobody as the desk is shipped", async () => {
    setAgent({ proof: "dmarc" });
    const sent = await world.forges("Vi har fundet fejlen.");
    expect(sent.map((one) => one.class)).not.toContain("confirmation");
    expect(alerts(sent).length).toBeGreaterThan(0);
  });

  test("an agent at most 20 times an hour: after that there is only the alert", async () => {
    for (let count = 1; count <= 20; count += 1) await world.forges(`Forsøg ${count} af en fremmed.`);
    const sent = await world.forges("Forsøg 21 af en fremmed.");
    expect(sent.map((one) => one.class)).not.toContain("confirmation");
    expect(alerts(sent).length).toBeGreaterThan(0);
  });
});
