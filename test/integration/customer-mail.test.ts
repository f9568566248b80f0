import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { sql } from "kysely";
import { digest } from "../../src/adapters/system/digest.ts";
import { SYSTEM } from "../../src/domain/audit/audit-event.ts";
import { CLASS_RULES } from "../../src/domain/outbound/mail-class.ts";
import { importRelease } from "../../src/usecases/releases/import-release.ts";
import { publishRelease } from "../../src/usecases/releases/publish-release.ts";
import { askSurveys } from "../../src/usecases/survey/ask-surveys.ts";
import { type AgentDesk, openAgentDesk } from "../support/agent-desk.ts";
import { canary, findLeaks } from "../support/canaries.ts";

const METTE = "mette@north.example";
const OLE = "ole@south.example";

let world: AgentDesk;

beforeAll(async () => {
  world = await openAgentDesk();
});
afterAll(() => world.close());

const stores = () => world.desk.open.unitOfWork.reading;

/** Every mail of the desk to customers so far: its bytes as they leave, and to whom. */
async function customerMails() {
  const rows = await stores().outbox.list({ limit: 200 });
  const mails = await Promise.all(rows.map(({ id }) => stores().outbox.find(id)));
  return mails.flatMap((mail) =>
    mail !== null && CLASS_RULES[mail.class].audience === "customer"
      ? [{ bytes: mail.bytes, class: mail.class, to: mail.recipients.map(({ address }) => address) }]
      : [],
  );
}

function status(from: string): string {
  return [
    `Authentication-Results: mx.desk.example; dmarc=pass header.from=${from.split("@")[1]}`,
    ...[`From: ${from}`, "To: support@desk.example", "Subject: STATUS", `Message-ID: <status@${from.split("@")[1]}>`],
    ...["Content-Type: text/plain; charset=utf-8", "", "Hej", ""],
  ].join("\n");
}

/** One customer gets every kind of mail that customers get, while secrets lie everywhere else. */
async function playAll(): Promise<void> {
  await world.say(`#note\nKunden skylder penge: ${canary("note")}.`);
  await world.opens(`Min egen sag: ${canary("other")}.`, OLE);
  const [mine] = (await stores().tickets.list({ limit: 9 })).filter((one) => one.requester.address === METTE);
  if (mine === undefined) throw new Error("Mette's ticket is gone");
  const say = (text: string) => world.say(text, "one", mine);
  await say("Prøv at genstarte.");
  await say(`#skabelon working-on-it\n\nVi ser på det.`);
  for (const asked of ["#bed-om-samtykke", "#bed-om-adgang", "#bed-om-tilladelse"]) {
    await say(`${asked} Må vi fortsætte?`);
    await world.customerProves("Ja");
  }
  await say("#cc it@north.example\n\nNu i kopi.");
  await say("#vent\n\nSend os loggen.");
  await say("#niveau A");
  await say(`#fejl ny Målerne tæller dobbelt\n#tid 30m cause=vendor\n#note\nIntern igen: ${canary("note")}`);
  await say("#løst\n\nDen er løst.");
  await world.files(status(METTE));
  await world.customerProves("#luk");
  const { database, unitOfWork, filing } = world.desk.open;
  await sql`update desk_time set "offset" = "offset" + interval '3 days'`.execute(database);
  const { desk } = filing.context;
  const context = { ...filing.context, desk: { ...desk, desk: { ...desk.desk, survey: { afterDays: 1 } } } };
  await askSurveys({ unitOfWork, context, digest }, 50);
  await tellOfFix();
}

/** What Mette reported is fixed. */
async function tellOfFix(): Promise<void> {
  const { unitOfWork, filing } = world.desk.open;
  const notes = { da: "- Målerne tæller rigtigt.", en: "- The meters count right." };
  const version = { module: "core", version: "5.3", kind: "minor", availableOn: "2099-12-01" } as const;
  const [error] = await stores().knownErrors.list({ limit: 1 });
  const fixes = error === undefined ? [] : [error.id];
  await importRelease(unitOfWork, { key: "core-5.3", ...version, versions: [], hosting: null, fixes, notes }, SYSTEM);
  await publishRelease({ unitOfWork, context: filing.context }, "core-5.3", SYSTEM);
}

test("no mail to a customer, of any kind, holds a note, another's ticket, a token or an agent's address", async () => {
  await playAll();
  const mails = await customerMails();
  const toMette = mails.filter(({ to }) => to.includes(METTE));
  const kinds = new Set(toMette.map((mail) => mail.class));
  // Whatever a customer may get was there to be looked at.
  const wanted = Object.entries(CLASS_RULES).flatMap(([kind, { audience }]) => (audience === "customer" ? [kind] : []));
  expect([...kinds].sort()).toEqual(wanted.sort());
  expect(toMette.length).toBeGreaterThanOrEqual(11);
  const agents = Object.values(world.desk.open.filing.context.desk.agents).flatMap(({ addresses }) => addresses);
  for (const { bytes, to } of mails) {
    expect(await findLeaks(bytes)).toEqual([]);
    const raw = Buffer.from(bytes).toString("latin1");
    for (const address of agents) expect(raw).not.toContain(address);
    // Ole's words are Ole's, and Mette's are hers.
    const others = to.includes(OLE) ? "genstarte" : "Min egen sag";
    expect(raw).not.toContain(others);
  }
});
