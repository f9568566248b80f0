import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { type ConsoleDesk, openConsoleDesk } from "../support/console-desk.ts";

let desk: ConsoleDesk;

beforeAll(async () => {
  desk = await openConsoleDesk();
});

afterAll(() => desk.close());

/** The words of a page between two of its headings, with single spaces. */
async function read(organisation: string, from: string, until: string): Promise<string> {
  const page = await (await desk.get(`/organisations/${organisation}`, "olga")).text();
  return (page.split(from)[1]?.split(until)[0] ?? "").replaceAll(/<[^>]*>|\s+/g, " ").replaceAll(/ +/g, " ");
}

test("what was installed after its entry was written stands with it, by whom, on which ticket and with whose consent", async () => {
  const { world } = desk;
  const ticket = await world.opens("Kan vi få den nye version?");
  expect(await read("north", "Installeret", "</dd>")).toContain("core 5.2");
  const [asked] = (await world.say("#ask-consent Må vi installere core 5.3?")).filter(
    ({ class: of }) => of === "reply",
  );
  const question = await world.desk.open.unitOfWork.reading.outbox.find(asked!.id);
  await world.customerProves("Ja", question!.messageId.slice(1, -1));
  await world.say("#change Opdateret <i>uden</i> nedetid module=core version=5.3");
  expect(await read("north", "Installeret", "</dd>")).toMatch(/core 5\.3(?!.*5\.2)/);
  const changes = await read("north", "Hvad der blev ændret der", "</section>");
  expect(changes).toContain("core 5.3 Opdateret &lt;i&gt;uden&lt;/i&gt; nedetid");
  expect(changes).toContain(`Agent One ${ticket.ref}`);
  expect(changes).toContain("mette@north.example");
});

test("an organisation where nothing was changed says what would stand there", async () => {
  expect(await read("south", "Hvad der blev ændret der", "</section>")).toContain("Intet er skrevet ned endnu.");
});
