import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { sql } from "kysely";
import { answerSent } from "../../src/usecases/answer-sent.ts";
import type { Ticket } from "../../src/usecases/ports/ticket-store.ts";
import { type AgentDesk, openAgentDesk } from "../support/agent-desk.ts";
import { bounceOf } from "../support/bounce-of.ts";

let world: AgentDesk;
let source: Ticket;
let target: Ticket;

beforeEach(async () => {
  world = await openAgentDesk();
  target = await world.ticket();
  source = await world.opens("Nu kan jeg heller ikke udskrive.", undefined, "second");
});
afterEach(() => world.close());

const stores = () => world.desk.open.unitOfWork.reading;
const read = async ({ id }: Ticket) => (await stores().tickets.find(id))!;
const eventsOf = async ({ id }: Ticket) => (await stores().tickets.listEvents(id)).map(({ type }) => type);
const statesOf = async ({ id }: Ticket) => (await stores().clocks.listForTicket(id)).map(({ state }) => state);

describe("#merge", () => {
  test("ends the ticket in the other, whose promise stands, and says so", async () => {
    const [confirmation] = await world.say(`#sammenlæg ${target.ref.toLowerCase()}`, "one", source);
    expect(confirmation).toMatchObject({ class: "confirmation", recipients: ["one@desk.example"] });
    expect(confirmation?.text).toContain(`lagt sammen med ${target.ref}`);
    expect(await read(source)).toMatchObject({ state: "closed", mergedIntoId: target.id });
    expect(await statesOf(source)).toEqual(["cancelled"]);
    expect(await statesOf(target)).toEqual(["running"]);
    expect(await eventsOf(source)).toContain("merged");
    expect(await eventsOf(target)).toContain("merged-from");
  });

  test("the earlier start wins", async () => {
    await world.say(`#merge ${source.ref}`, "one", target);
    const startedAt = (await stores().clocks.listForTicket(target.id))[0]?.startedAt;
    const clocks = await stores().clocks.listForTicket(source.id);
    expect(clocks.map(({ state }) => state)).toEqual(["cancelled", "running"]);
    expect(clocks[1]?.startedAt).toBe(startedAt);
    expect(startedAt).toBeLessThan(clocks[0]?.startedAt ?? 0);
  });

  test("a promise moved to the earlier start rings no step of its ladder again", async () => {
    const [old] = await stores().clocks.listForTicket(source.id);
    const rung = { generation: 1, step: -60, kind: "warning", dueAt: old!.startedAt, firedAt: old!.startedAt } as const;
    await world.desk.open.unitOfWork.transaction(async (inside) => {
      await inside.clocks.recordEscalations([{ ...rung, clockId: old!.id }]);
    });
    await world.say(`#merge ${source.ref}`, "one", target);
    const moved = (await stores().clocks.listForTicket(source.id))[1];
    expect(await stores().clocks.listEscalations(moved!.id)).toMatchObject([rung]);
  });

  test("what is written to the merged ticket lands in the other, through two merges too", async () => {
    const third = await world.opens("Og nu er skærmen sort.", undefined, "third");
    await world.say(`#merge ${source.ref}`, "one", third);
    await world.say(`#merge ${target.ref}`, "one", source);
    await world.desk.file(
      [
        "From: mette@north.example",
        "To: support@desk.example",
        "Subject: Re: Systemet",
        "Message-ID: <answer@north.example>",
        "In-Reply-To: <third@north.example>",
        "",
        "Den er stadig sort, hvad gør jeg?",
      ].join("\n"),
    );
    expect((await stores().tickets.listMessages(target.id)).map(({ messageId }) => messageId)).toContain(
      "<answer@north.example>",
    );
    await world.say("#level A", "one", third);
    expect((await read(target)).level).toBe("A");
  });

  test("into itself, or into a ticket that was merged into it, is given back, and sends nothing", async () => {
    const [itself] = await world.say(`#merge ${source.ref}\n\nHej Mette`, "one", source);
    expect(itself?.text).toContain("er den samme");
    await world.say(`#merge ${target.ref}`, "one", source);
    const sent = await world.say(`#merge ${source.ref}\n\nHej Mette`, "one", target);
    expect(sent.map((one) => one.class)).toEqual(["confirmation"]);
    expect(sent[0]?.text).toContain("er den samme");
    expect(await read(target)).toMatchObject({ state: "new", mergedIntoId: null });
    expect(await statesOf(target)).toEqual(["running"]);
  });

  test("each into the other at once, one of them lives on", async () => {
    await Promise.all([
      world.say(`#merge ${target.ref}`, "one", source),
      world.say(`#merge ${source.ref}`, "two", target),
    ]);
    const both = [await read(source), await read(target)];
    expect(both.filter(({ mergedIntoId }) => mergedIntoId === null)).toHaveLength(1);
    const running = [...(await statesOf(source)), ...(await statesOf(target))].filter((state) => state === "running");
    expect(running).toHaveLength(1);
  });

  test("of two customers, with an ended ticket, an unknown one or none is given back, and nothing is done", async () => {
    const foreign = await world.opens("Hej, vi har også et problem.", "hans@south.example", "south");
    const texts: string[] = [];
    for (const words of [`#merge ${foreign.ref}`, "#merge SV-7K3M9-2", "#merge den anden", "#merge"]) {
      texts.push((await world.say(words, "one", source))[0]?.text ?? "");
    }
    await world.say("#close", "one", target);
    texts.push((await world.say(`#merge ${target.ref}`, "one", source))[0]?.text ?? "");
    for (const [index, why] of [
      "en anden kunde",
      "findes ikke",
      "ikke et sagsnummer",
      "ikke et sagsnummer",
      "afsluttet",
    ].entries()) {
      expect(texts[index]).toContain(why);
    }
    expect(await read(source)).toMatchObject({ state: "new", mergedIntoId: null });
    expect(await statesOf(source)).toEqual(["running"]);
  });

  test("of one person who was moved to another organisation is given back: what the one was billed for, the other is never credited with", async () => {
    const belongsTo = (organisation: string | null, { id }: Ticket) =>
      sql`update ticket set organisation = ${organisation} where id = ${id}`.execute(world.desk.open.database);
    await belongsTo("north", source);
    await belongsTo("south", target);
    const [refused] = await world.say(`#merge ${target.ref}`, "one", source);
    expect(refused?.text).toContain("en anden kunde");
    expect(await read(source)).toMatchObject({ mergedIntoId: null });
    await belongsTo(null, target);
    await world.say(`#merge ${target.ref}`, "one", source);
    expect(await read(source)).toMatchObject({ mergedIntoId: target.id });
  });

  test("rehearsed, it says what would happen and nothing does", async () => {
    const [told] = await world.say(`#prøv\n#merge ${target.ref}`, "one", source);
    expect(told?.text).toContain(`lagt sammen med ${target.ref}`);
    expect(await read(source)).toMatchObject({ state: "new", mergedIntoId: null });
    expect(await statesOf(source)).toEqual(["running"]);
  });
});

test("#link lets each ticket name the other and changes nothing else, of two customers too", async () => {
  const foreign = await world.opens("Hej, vi har også et problem.", "hans@south.example", "south");
  const [confirmation] = await world.say(`#link ${foreign.ref}`, "one", source);
  expect(confirmation?.text).toContain(`knyttet til ${foreign.ref}`);
  expect(await read(source)).toMatchObject({ relatedTicketId: foreign.id, state: "new", mergedIntoId: null });
  expect(await eventsOf(source)).toContain("linked");
  expect(await eventsOf(foreign)).toContain("linked");
  expect(await statesOf(source)).toEqual(["running"]);
});

describe("a reply under way while its ticket is merged", () => {
  async function sendReply(id: number) {
    const { open } = world.desk;
    const mail = (await stores().outbox.find(id))!;
    await open.unitOfWork.transaction(async (inside) => {
      await answerSent(inside, open.clock, mail, await inside.now());
    });
  }

  test("keeps the promise where the ticket lives on, and a bounce of it takes that back", async () => {
    const sent = await world.say(`#merge ${target.ref}\n\nPrøv at genstarte.`, "one", source);
    const reply = sent.find((one) => one.class === "reply")!;
    await sendReply(reply.id);
    expect(await statesOf(target)).toEqual(["met"]);
    const { messageId } = (await stores().outbox.list({ limit: 50 })).find(({ id }) => id === reply.id)!;
    await world.desk.file(bounceOf(messageId, "mette@north.example"));
    expect(await statesOf(target)).toEqual(["running"]);
    expect(await eventsOf(target)).toContain("bounced");
  });

  test("keeps no promise to another person of the customer's", async () => {
    await world.close();
    const north = `
organisations:
  - { id: north, name: North Utility, domains: [north.example], hosting: customer, agreement: { from: 2020-01-01, to: 2099-12-31 } }
`;
    world = await openAgentDesk(0, north);
    target = await world.ticket();
    source = await world.opens("Jeg kan heller ikke udskrive.", "kirsten@north.example", "kirsten");
    const sent = await world.say(`#merge ${target.ref}\n\nPrøv at genstarte.`, "one", source);
    await sendReply(sent.find((one) => one.class === "reply")!.id);
    expect(await statesOf(target)).toEqual(["running"]);
  });

  test("is still stopped by #undo, which comes to the ticket it was merged into", async () => {
    await world.close();
    world = await openAgentDesk(20);
    target = await world.ticket();
    source = await world.opens("Nu kan jeg heller ikke udskrive.", undefined, "second");
    const sent = await world.say(`#merge ${target.ref}\n\nPrøv at genstarte.`, "one", source);
    const reply = sent.find((one) => one.class === "reply")!;
    const [confirmation] = await world.say("#undo", "one", source);
    expect(confirmation?.text).toContain("er stoppet");
    expect(confirmation?.text).not.toContain("lagt sammen");
    expect((await stores().outbox.find(reply.id))!.state).toBe("cancelled");
  });

  test("tells the customer of no level that the merge in the same mail makes void", async () => {
    const sent = await world.say(`#niveau A\n#merge ${target.ref}\n\nVi ser på det.`, "one", source);
    const reply = sent.find((one) => one.class === "reply");
    expect(reply?.text).toContain("Vi ser på det.");
    expect(reply?.text).not.toContain("niveau A");
  });

  test("and had told of another level before it was merged: the agent is told that nobody knows, and the customer of no level that is void", async () => {
    await world.close();
    world = await openAgentDesk(20);
    target = await world.ticket();
    source = await world.opens("Nu kan jeg heller ikke udskrive.", undefined, "second");
    await world.say("#niveau A\n\nVi ser på det.", "one", source);
    await world.say(`#merge ${target.ref}`, "one", source);
    const sent = await world.say("#fortryd", "one", source);
    expect(sent.map((one) => one.class)).toEqual(["confirmation"]);
    expect(sent[0]?.text.replace(/\s+/g, " ")).toContain(
      `Svaret ville have fortalt kunden, hvad der ændrede sig på ${source.ref}, som siden er lagt sammen med denne sag. Det får kunden ikke besked om: her gælder denne sags niveau, C.`,
    );
    expect(sent[0]?.recipients).toEqual(["one@desk.example"]);
  });
});

describe("time of a merged ticket", () => {
  test("is taken back where it lives on, never more than was recorded on both, by mail to either", async () => {
    const bothOf = async () => {
      const ledger = await stores().time.readLedger(target.id);
      return ledger.entries.map(({ ticketId, minutes, billable }) => [ticketId, minutes, billable]);
    };
    await world.say("#tid 1h cause=customer\n#tid 20m cause=vendor", "one", source);
    await world.say("#tid 30m cause=customer", "one", target);
    await world.say(`#merge ${target.ref}`, "one", source);
    const before = await bothOf();
    const [refused] = await world.say("#tid -1h31 cause=customer", "one", target);
    expect(refused?.text).toContain("Der er kun noteret 1 t 30 min med årsagen kunden");
    expect(await bothOf()).toEqual(before);
    const [taken] = await world.say("#tid -45m cause=customer Forkert sag", "one", source);
    expect(taken?.text).toContain("45 min er trukket fra");
    await world.say("#tid -20m cause=vendor", "one", target);
    expect((await bothOf()).slice(before.length)).toEqual([
      [target.id, -45, true],
      [target.id, -20, false],
    ]);
    const { charges, entries } = await stores().time.readLedger(target.id);
    const takenFrom = charges.map(({ entryId, takenBack }) => [
      entries.find(({ id }) => id === entryId)?.ticketId,
      takenBack,
    ]);
    // What was recorded on the ticket itself first.
    expect(takenFrom).toEqual([
      [target.id, 30],
      [source.id, 15],
    ]);
  });
});
