import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { sql } from "kysely";
import { resolveRecipients } from "../../src/domain/desk/resolve-recipients.ts";
import { getTicket } from "../../src/usecases/get-ticket.ts";
import { ticketReader } from "../../src/wire-readers.ts";
import { type AgentDesk, openAgentDeskOn, type Sent } from "../support/agent-desk.ts";
import { shippedDesk } from "../support/shipped-desk.ts";

// Every row of the agreement's tables in the running system, on the desk that is shipped: each test is named after its row. The rows are written
// here as the agreement has them, and not read from desk.yaml.

type Coverage = "included" | "none";

const SERVICES: readonly [id: string, da: string, vendorHosts: Coverage, customerHosts: Coverage][] = [
  ["system-maintenance", "IT-systemvedligeholdelse", "included", "included"],
  ["updates-minor", "Softwareopdatering – programrettelser og mindre opgraderinger", "included", "included"],
  ["updates-major", "Softwareopdatering – store releases", "included", "included"],
  ["licences", "Licenshåndtering", "included", "included"],
  ["network", "Netværkshåndtering", "included", "none"],
  ["backup", "Backup", "included", "none"],
  ["integration", "Systemintegration", "included", "none"],
  ["storage", "Håndtering af dataopbevaring", "included", "none"],
  ["system-support", "Systemsupport", "included", "included"],
  ["service-desk", "Servicedesk", "included", "included"],
  ["error-log", "Vedligeholdelse af log over rapporterede fejl", "included", "included"],
  ["troubleshooting", "Support i fejlsøgning", "included", "included"],
  ["level-answers", "Svar i henhold til aftalte serviceniveauer", "included", "included"],
];

const ACTIVITIES: readonly [id: string, da: string, customer: string, vendor: string][] = [
  ["level-a", "Niveau A", "I", "A/R"],
  ["level-b", "Niveau B", "I", "A/R"],
  ["level-c", "Niveau C", "I", "A/R"],
  ["level-d", "Niveau D", "I", "A/R"],
  ["document-changes", "Beskrivelse og dokumentation af ændringer", "I", "A/R"],
  ["change-log", "Logføring over installerede ændringer", "I", "A/R"],
  ["access", "Adgang til kundens IT-infrastruktur, målerdata og softwarekomponenter", "A/R", "I/S"],
  ["install-modules", "Installation af nye softwaremoduler", "I", "A/R"],
  ["install-updates", "Installation af krævede opdateringer", "I", "A/R"],
  ["third-party-licences", "Tredjepartslicenser og tilladelser", "A/R", "I/S"],
  ["running-costs", "Kommunikations- og driftsomkostninger", "A/R", "I"],
  ["field-work", "Arbejde og ændringer på målere, routere, koncentratorer og GSM-installationer", "A/R", "S"],
  ["foreign-faults", "Fejl forårsaget af tredjepart eller kunden", "A/R", "I"],
];

const rule = (subject: string, set: string) => `  - { when: { subject: ${JSON.stringify(subject)} }, set: { ${set} } }`;
const RULES = [
  ...SERVICES.map(([id, da]) => rule(`ydelse: ${da}`, `service: ${id}`)),
  ...ACTIVITIES.filter(([id]) => !id.startsWith("level-")).map(([id, da]) =>
    rule(`aktivitet: ${da}`, `activity: ${id}`),
  ),
];

let world: AgentDesk;
beforeAll(async () => {
  world = await openAgentDeskOn(shippedDesk(RULES.join("\n")));
});
beforeEach(() => world.afresh());
afterAll(() => world.close());

const to = (sent: readonly Sent[], address: string) =>
  sent.filter(({ recipients }) => recipients.includes(address)).map(({ text }) => text.replace(/\s+/g, " "));
const view = async () => (await getTicket(await ticketReader(world.desk.open), (await world.ticket()).ref))!;

let mails = 0;
/** Files a mail of a customer that opens a ticket. */
function asks(
  subject: string,
  from = "mette@north.example",
  text = "Hej, kan I se på det? Vi er gået i stå.",
): Promise<Sent[]> {
  const domain = from.split("@")[1];
  const encoded = `=?utf-8?B?${Buffer.from(subject).toString("base64")}?=`;
  const mail = [
    `Authentication-Results: mx.desk.example; dmarc=pass header.from=${domain}`,
    ...[`From: ${from}`, "To: support@desk.example", `Subject: ${encoded}`, `Message-ID: <row${++mails}@${domain}>`],
    ...["Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: 8bit", "", text],
  ];
  return world.files(mail.join("\n"));
}

/** The desk's time is this one of Copenhagen from now on; seconds pass. */
async function itIs(wall: string): Promise<void> {
  await sql`update desk_time set "offset" = (${wall}::timestamp at time zone 'Europe/Copenhagen') - clock_timestamp()`.execute(
    world.desk.open.database,
  );
}

describe.each([
  ["vendor", "mette@north.example", "the vendor hosts"],
  ["customer", "sven@south.example", "the customer hosts"],
] as const)("the service catalogue, %s", (hosting, requester, who) => {
  test.each(SERVICES)(`%s (%s): its coverage where ${who}`, async (id, da, vendorHosts, customerHosts) => {
    const coverage = hosting === "vendor" ? vendorHosts : customerHosts;
    const isCovered = coverage === "included";
    const sent = await asks(`Ydelse: ${da}`, requester);
    expect(await view()).toMatchObject({ service: id, hosting, coverage, state: "new" });
    // Whatever the coverage, an answer is promised: only billable work waits.
    expect((await view()).clocks).toMatchObject([{ kind: "first_response", state: "running" }]);
    expect(to(sent, requester).join(" ")).toContain("Du får svar senest");
    expect(to(sent, "one@desk.example")[0]).toContain(`Ydelse: ${da}`);
    const [status] = to(await world.say("#status"), "one@desk.example");
    expect(status).toContain(isCovered ? "Dækning: omfattet af aftalen" : "Dækning: ikke omfattet af aftalen");
  });

  test.each(SERVICES)(`%s (%s), by #ydelse where ${who}`, async (id, da, vendorHosts, customerHosts) => {
    const coverage = hosting === "vendor" ? vendorHosts : customerHosts;
    await asks("Noget er galt", requester);
    const [confirmation] = to(await world.say(`#ydelse ${da}`), "one@desk.example");
    expect(confirmation).toContain(`Ydelsen er nu ${da}: ${coverage === "included" ? "" : "ikke "}dækket af aftalen`);
    expect(await view()).toMatchObject({ service: id, coverage });
  });
});

/** The level that an activity answers within; null for the activities that are no answer. */
function levelOf(activity: string): string | null {
  return /^level-(.)$/.exec(activity)?.[1]?.toUpperCase() ?? null;
}

describe("RASCI", () => {
  test.each(ACTIVITIES)("%s (%s): customer %s, vendor %s", async (id, da, customer, vendor) => {
    const isTheirs = customer.includes("A");
    const party = isTheirs ? "customer" : "vendor";
    const level = levelOf(id) ?? "C";
    const sent = await asks(levelOf(id) === null ? `Aktivitet: ${da}` : `[${level}] Systemet`);

    const ticket = await view();
    const routed = { activity: id, level, team: "support", state: "new" };
    expect(ticket).toMatchObject({ ...routed, responsible: party, move: { party } });
    // Whose move, and why, in words.
    const { whose, ansvar } = {
      customer: { whose: "Kundens", ansvar: "kundens" },
      vendor: { whose: "Vores", ansvar: "vores" },
    }[party];
    const words = `er ${ansvar} ansvar (${isTheirs ? customer : vendor})`;
    expect(ticket.move.da).toContain(`${whose} træk: `);
    expect(ticket.move.da).toContain(words);
    const [notice] = to(sent, "one@desk.example");
    expect(notice).toContain(words);
    expect(notice).toContain(`Aktivitet: ${da}`);
    // The customer is told where it is theirs, and promised an answer all the same: an activity pauses nothing.
    const [acknowledgement] = to(sent, "mette@north.example");
    expect(acknowledgement!.includes(`jeres ansvar (${customer})`)).toBe(isTheirs);
    expect(acknowledgement!.includes("Jeres træk: ")).toBe(isTheirs);
    expect(ticket.clocks).toMatchObject([{ state: "running", pauseReason: null }]);
    // Who manages the account is informed where the vendor has an I.
    expect(to(sent, "two@desk.example")).toHaveLength(vendor.includes("I") ? 1 : 0);
    // Who is accountable on the vendor's side, for the ladder; nobody of the customer's is.
    const { agent, team, organisation } = ticket;
    const alerted = {
      agent,
      team,
      organisation,
      activity: id,
      level,
      requesterAddress: "mette@north.example",
      day: "2026-11-24",
    };
    const accountable = resolveRecipients(world.desk.open.settings.desk, alerted, [
      { kind: "role", role: "accountable" },
    ]);
    expect(accountable.map(({ address }) => address)).toEqual(["two@desk.example"]);
  });

  test.each(ACTIVITIES.filter(([id]) => !id.startsWith("level-")))(
    "%s (%s), by #aktivitet: customer %s, vendor %s",
    async (id, da, customer) => {
      const isTheirs = customer.includes("A");
      const sent = await world.say(`#aktivitet ${da}`);
      expect(await view()).toMatchObject({ activity: id, responsible: isTheirs ? "customer" : "vendor" });
      expect(to(sent, "mette@north.example")).toHaveLength(isTheirs ? 1 : 0);
      expect(to(sent, "one@desk.example")[0]).toContain(`Aktiviteten er nu ${da}.`);
    },
  );

  test("the customer's contacts are in copy of what concerns changes, access, licences and work on their site, and of nothing else", async () => {
    const informed: string[] = [];
    for (const [id, da] of ACTIVITIES) {
      await world.afresh();
      await world.say(`#aktivitet ${da}`);
      const [reply] = (await world.say("Vi ser på det.")).filter((one) => one.class === "reply");
      if (reply?.recipients.includes("it@north.example")) informed.push(id);
    }
    expect(informed).toEqual([
      ...["document-changes", "change-log", "access", "install-modules", "install-updates"],
      ...["third-party-licences", "field-work"],
    ]);
  });
});

describe("the levels", () => {
  const LEVELS: readonly [id: string, da: string, definition: string, hours: number, promised: readonly string[]][] = [
    [
      "A",
      "Kritisk fejl",
      "En fejl, der får systemet til at stoppe, med risiko for tab af data",
      4,
      [
        "tirsdag den 24. november 2026 kl. 13.00",
        "onsdag den 25. november 2026 kl. 12.00",
        "mandag den 30. november 2026 kl. 11.30",
      ],
    ],
    [
      "B",
      "Alvorlig fejl",
      "En vigtig funktion virker ikke, og det er tids- eller ressourcekrævende at omgå den",
      8,
      [
        "onsdag den 25. november 2026 kl. 09.00",
        "onsdag den 25. november 2026 kl. 16.00",
        "mandag den 30. november 2026 kl. 15.30",
      ],
    ],
    [
      "C",
      "Ikke-alvorlig fejl",
      "En ikke-kritisk funktion virker ikke korrekt, og brugeren kan omgå den",
      16,
      [
        "torsdag den 26. november 2026 kl. 09.00",
        "torsdag den 26. november 2026 kl. 16.00",
        "tirsdag den 1. december 2026 kl. 15.30",
      ],
    ],
    [
      "D",
      "Anmodning om assistance",
      "Hjælp til at bruge de leverede komponenter, ikke en fejl",
      16,
      [
        "torsdag den 26. november 2026 kl. 09.00",
        "torsdag den 26. november 2026 kl. 16.00",
        "tirsdag den 1. december 2026 kl. 15.30",
      ],
    ],
  ];
  const COMES_IN = ["2026-11-24 09:00", "2026-11-24 22:15", "2026-11-27 14:00"];

  test.each(LEVELS)(
    "level %s, %s (%s): answered within %d working hours",
    async (id, da, definition, hours, promised) => {
      for (const [index, wall] of COMES_IN.entries()) {
        await itIs(wall);
        const sent = await asks(`${da}: målerdata`);
        const [acknowledgement] = to(sent, "mette@north.example");
        expect([wall, acknowledgement]).toEqual([wall, expect.stringContaining(`senest: ${promised[index]}`)]);
        expect(acknowledgement).toContain(`Niveau: ${id} – ${da}`);
        expect(acknowledgement).toContain(definition);
        expect(to(sent, "one@desk.example")[0]).toContain(definition);
        expect((await view()).clocks).toMatchObject([{ level: id, state: "running", targetMinutes: hours * 60 }]);
      }
    },
  );
});

describe("opening hours", () => {
  /** When a mail at level A that comes in at this time is promised an answer: four hours of opening later. */
  async function promisedAfter(wall: string): Promise<string> {
    await itIs(wall);
    await asks("[A] Systemet");
    const [clock] = (await view()).clocks;
    const deadline = new Date(clock!.deadline!);
    const local = new Intl.DateTimeFormat("sv-SE", {
      dateStyle: "short",
      timeStyle: "short",
      timeZone: "Europe/Copenhagen",
    });
    return local.format(deadline);
  }

  test.each([
    ["Monday", "2026-11-23 07:00", "2026-11-23 12:00"],
    ["Tuesday", "2026-11-24 13:00", "2026-11-25 09:00"],
    ["Wednesday", "2026-11-25 11:59", "2026-11-25 15:59"],
    ["Thursday", "2026-11-26 16:00", "2026-11-27 12:00"],
  ])("Monday-Thursday 08:00-16:00: %s", async (_, comesIn, promised) => {
    expect(await promisedAfter(comesIn)).toBe(promised);
  });

  test.each([
    ["2026-11-27 06:00", "2026-11-27 12:00"],
    ["2026-11-27 10:29", "2026-11-27 14:29"],
    ["2026-11-27 14:30", "2026-11-30 12:00"],
  ])("Friday 08:00-14:30: a mail at %s", async (comesIn, promised) => {
    expect(await promisedAfter(comesIn)).toBe(promised);
  });

  test("Danish public holidays closed: a mail before Christmas is promised an answer after it", async () => {
    expect(await promisedAfter("2026-12-24 15:00")).toBe("2026-12-28 11:00");
    expect(await promisedAfter("2026-05-22 13:30")).toBe("2026-05-26 11:00");
  });

  test("no other closures shipped: Christmas Eve, New Year's Eve and Constitution Day are open", async () => {
    expect(await promisedAfter("2026-12-24 08:00")).toBe("2026-12-24 12:00");
    expect(await promisedAfter("2026-12-31 08:00")).toBe("2026-12-31 12:00");
    expect(await promisedAfter("2026-06-05 08:00")).toBe("2026-06-05 12:00");
  });
});

test.each(["2026-11-28 03:00", "2026-11-29 23:59", "2026-12-25 12:00", "2027-01-01 00:00", "2026-11-24 10:00"])(
  "service desk, access 24/7/365: a request at %s is accepted and acknowledged",
  async (wall) => {
    await itIs(wall);
    const sent = await asks("Systemet er nede");
    expect(await view()).toMatchObject({ state: "new", subject: "Systemet er nede" });
    expect(to(sent, "mette@north.example")[0]).toContain("Tak for din henvendelse.");
    expect(to(sent, "one@desk.example")).toHaveLength(1);
  },
);

describe("prerequisite: a valid software maintenance agreement", () => {
  test("with one, a time is promised", async () => {
    const sent = await asks("Systemet");
    expect(to(sent, "mette@north.example")[0]).toContain("Du får svar senest");
    expect((await view()).clocks).toHaveLength(1);
  });

  test.each([
    ["one that has run out", "ib@west.example"],
    ["none that is known", "ib@unknown.example"],
  ])("with %s, the request is taken, no time is promised, and an agent may accept it", async (_, from) => {
    const sent = await asks("Systemet", from);
    const [answer] = to(sent, from);
    expect(answer).toContain("Tak for din henvendelse.");
    expect(answer).not.toContain("Du får svar senest");
    expect(await view()).toMatchObject({ clocks: [], move: { party: "vendor", reason: "agreement" } });
    await world.say("#godtag Aftalen er ved at blive fornyet.");
    expect((await view()).clocks).toMatchObject([{ state: "running" }]);
  });
});
