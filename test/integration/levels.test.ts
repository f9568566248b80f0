import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { type AgentDesk, openAgentDesk, type Sent } from "../support/agent-desk.ts";

// Levels asked for in words, told with what they mean, disputed by an answer, and changed by an agent alone.

let world: AgentDesk;
beforeAll(async () => {
  world = await openAgentDesk(
    0,
    `
rules:
  - { when: { subject: "faktura" }, set: { level: D } }
`,
  );
});
beforeEach(() => world.afresh());
afterAll(() => world.close());

const stores = () => world.desk.open.unitOfWork.reading;
const to = (sent: readonly Sent[], address: string) =>
  sent.filter(({ recipients }) => recipients.includes(address)).map(({ text }) => text.replace(/\s+/g, " "));
const events = async (type: string) =>
  (await stores().tickets.listEvents((await world.ticket()).id)).filter((event) => event.type === type);
const clock = async () => (await stores().clocks.listForTicket((await world.ticket()).id))[0];

let mails = 0;
function written(subject: string, text = "Hej, det går galt.", headers: string[] = []): string {
  return [
    ...["Authentication-Results: mx.desk.example; dmarc=pass header.from=north.example", "From: mette@north.example"],
    ...["To: support@desk.example", `Subject: ${subject}`, `Message-ID: <l${++mails}@north.example>`, ...headers],
    ...["Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: 8bit", "", text],
  ].join("\n");
}

describe("a customer asks for a level in words", () => {
  test.each([
    ["[A] Systemet er nede", "A", "words"],
    ["Kritisk fejl", "A", "words"],
    ["level B: import", "B", "words"],
    ["Systemet", "C", "default"],
    ["Ikke kritisk fejl", "C", "default"],
    ["[A] faktura", "D", "rule"],
  ])("%j: level %s by %s, on record", async (subject, level, levelBy) => {
    await world.files(written(subject));
    expect(await world.ticket()).toMatchObject({ level });
    expect(await events("opened")).toMatchObject([{ data: { level, levelBy } }]);
    expect(await clock()).toMatchObject({ level, state: "running" });
  });

  test("is told in the acknowledgement what it means and how to disagree, and the agents what chose it", async () => {
    const sent = await world.files(written("[A] Systemet er nede"));
    const [acknowledgement] = to(sent, "mette@north.example");
    expect(acknowledgement).toContain("Niveau: A – Kritisk fejl");
    expect(acknowledgement).toContain("En fejl, der får systemet til at stoppe, med risiko for tab af data");
    expect(acknowledgement).toContain("Er du uenig i niveauet, så svar og skriv hvorfor.");
    const [notice] = to(sent, "one@desk.example");
    expect(notice).toContain("En fejl, der får systemet til at stoppe, med risiko for tab af data");
    expect(notice).toContain("Valgt, fordi: kunden har selv skrevet det");
  });

  test("is told it in English where they write it", async () => {
    const sent = await world.files(
      written("Level A", "Hello, the system does not work at all since this morning. Can you please help us?"),
    );
    const [acknowledgement] = to(sent, "mette@north.example");
    expect(acknowledgement).toContain("Meaning: The system stops and data may be lost");
    expect(acknowledgement).toContain("If you disagree with the level, reply and say why.");
  });
});

describe("a customer disagrees by an answer", () => {
  test.each([
    ["Vi mener, at det er niveau A, for intet virker.", "Kunden nævner niveau A (Kritisk fejl).", "A"],
    ["Jeg er uenig i niveauet, det haster.", "Kunden er uenig i niveauet.", null],
  ])("%j: the agent is told, it is on record, and the clock does not move", async (text, flag, wanted) => {
    const before = await clock();
    const [notice] = to(await world.customerSays(text), "one@desk.example");
    expect(notice).toContain(flag);
    expect(await events("level-disputed")).toMatchObject([{ actor: "requester", data: { level: "C", wanted } }]);
    expect(await world.ticket()).toMatchObject({ level: "C" });
    const after = await clock();
    expect([after!.deadlineAt, after!.targetMinutes]).toEqual([before!.deadlineAt, before!.targetMinutes]);
  });

  test("an answer about anything else is no dispute, and neither is a stranger's", async () => {
    const [notice] = to(await world.customerSays("Det er stadig galt her til morgen."), "one@desk.example");
    expect(notice).not.toContain("niveau og frist står");
    await world.customerProves("Det er niveau A!", "q1@north.example", "stranger@south.example");
    expect(await events("level-disputed")).toEqual([]);
  });
});

describe("#level", () => {
  test("is on record with who, from, to and why, and the customer is told it and the new promised time once", async () => {
    const sent = await world.say("#niveau A alt står stille hos dem");
    expect(await events("level-changed")).toMatchObject([
      { actor: "agent:one", data: { from: "C", to: "A", why: "alt står stille hos dem" } },
    ]);
    const told = to(sent, "mette@north.example");
    expect(told).toHaveLength(1);
    expect(told[0]).toContain("Nyt niveau: A – Kritisk fejl");
    expect(told[0]).toContain("En fejl, der får systemet til at stoppe, med risiko for tab af data");
    expect(told[0]).toContain("Du får svar senest");
    expect(told[0]).toContain("Er du uenig, så svar på denne mail");
    expect(told[0]).not.toContain("alt står stille");
    expect(await clock()).toMatchObject({ level: "A", targetMinutes: 240 });
    expect(to(sent, "one@desk.example")[0]).toContain("Får besked fra supporten - mette@north.example");
  });

  test("with #activity is told in one mail: the level, the time, and whose move it is", async () => {
    const told = to(await world.say("#niveau B\n#aktivitet access"), "mette@north.example");
    expect(told).toHaveLength(1);
    expect(told[0]).toContain("Nyt niveau: B – Alvorlig fejl");
    expect(told[0]).toContain("Jeres træk: adgang til jeres IT-infrastruktur");
  });

  test("that it has already changes nothing, rings nothing anew and tells nobody", async () => {
    const before = await clock();
    const sent = await world.say("#niveau C");
    expect(to(sent, "mette@north.example")).toEqual([]);
    expect(to(sent, "one@desk.example")[0]).toContain("Niveauet er allerede C");
    expect(await clock()).toEqual(before);
    expect(await events("level-changed")).toEqual([]);
  });

  test("with an answer stands in the answer, with the definition, and no other mail tells it", async () => {
    const sent = await world.say("#niveau A\n\nVi er i gang.");
    const toCustomer = sent.filter(({ recipients }) => recipients.includes("mette@north.example"));
    expect(toCustomer.map((one) => one.class)).toEqual(["reply"]);
    expect(toCustomer[0]!.text.replace(/\s+/g, " ")).toContain(
      "Sagen er nu på niveau A, Kritisk fejl: En fejl, der får systemet til at stoppe, med risiko for tab af data.",
    );
  });

  test("with a canned reply or a file alone stands there too; above a note it is a mail of its own", async () => {
    const canned = await world.say("#niveau A\n#skabelon working-on-it");
    expect(canned.map((one) => one.class).sort()).toEqual(["confirmation", "reply"]);
    expect(canned.find((one) => one.class === "reply")!.text).toContain("på niveau A");
    const filed = await world.say("#niveau B", "one", undefined, { files: [{ name: "a.pdf", content: "x" }] });
    expect(filed.find((one) => one.class === "reply")!.text).toContain("på niveau B");
    const noted = await world.say("#niveau C\n#note\n\nDe kan vente.");
    const [told] = to(noted, "mette@north.example");
    expect(told).toContain("Nyt niveau: C");
    expect(told).not.toContain("vente");
  });

  test("with #close tells nothing of the level, and neither does a rehearsal", async () => {
    expect(to(await world.say("#prøv\n#niveau A"), "mette@north.example")).toEqual([]);
    expect(to(await world.say("#niveau A\n#luk"), "mette@north.example")).toEqual([]);
  });

  test("of a ticket that was not acknowledged is told by nobody but the agent, who reads so", async () => {
    await world.files(written("Alarm", "Måler 7 svarer ikke.", ["X-Auto-Response-Suppress: All"]));
    const sent = await world.say("#niveau A");
    expect(to(sent, "mette@north.example")).toEqual([]);
    expect(to(sent, "one@desk.example")[0]).toContain("Kunden får ikke selv besked");
  });

  test("of a customer whose address is gone tells them nothing, and says so", async () => {
    const { id } = await world.ticket();
    await world.desk.open.unitOfWork.transaction(({ suppressions }) =>
      suppressions.add("mette@north.example", "550 5.1.1"),
    );
    const sent = await world.say("#niveau A");
    expect(to(sent, "mette@north.example")).toEqual([]);
    expect(to(sent, "one@desk.example")[0]).toContain("adressen kan ikke få mail fra os");
    expect((await stores().tickets.find(id))!.level).toBe("A");
  });
});
