import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { sql } from "kysely";
import { buildOrganisation } from "../../src/desk/build-organisation.ts";
import { SYSTEM } from "../../src/domain/audit/audit-event.ts";
import { changeOrganisations } from "../../src/usecases/organisations/change-organisations.ts";
import { remindOfAgreements } from "../../src/usecases/organisations/remind-of-agreements.ts";
import { openTestDesk, type TestDesk } from "../support/open-test-desk.ts";
import { testDesk } from "../support/test-desk.ts";

const SOUTH = `
organisations:
  - { id: south, name: South Water, domains: [south.example], hosting: vendor, accountManager: two, agreement: { from: 2030-01-01, to: 2030-12-31 } }
`;
let desk: TestDesk;

beforeEach(async () => {
  desk = await openTestDesk(testDesk(SOUTH));
  await moveTo("2030-09-01");
});
afterEach(() => desk.close());

const remind = () => remindOfAgreements({ ...desk.open, desk: desk.open.settings.desk });

async function moveTo(date: string): Promise<void> {
  await sql`update desk_time set "offset" = ${`${date} 10:00Z`}::timestamptz - now()`.execute(desk.open.database);
}

async function mails() {
  const list = await desk.open.unitOfWork.reading.outbox.list({ limit: 200 });
  const read = list.map(async ({ id, recipients }) => {
    const mail = await desk.open.unitOfWork.reading.outbox.find(id);
    const options = { trustedAuthServers: [], dns: "none", ownAddresses: [] } as const;
    const parsed = await desk.open.filing.parser.parse(mail!.bytes, {
      ...options,
      trustedAuthServers: [],
      ownAddresses: [],
    });
    return {
      to: recipients.map(({ address }) => address),
      ...(parsed.ok ? { subject: parsed.mail.subject, text: parsed.mail.text } : {}),
    };
  });
  return (await Promise.all(read)).reverse();
}

async function store(id: string, agreement: { to: string; renewalMonths?: number }) {
  const written = {
    id,
    name: id,
    domains: [`${id}.example`],
    hosting: "vendor",
    agreement: { from: "2030-01-01", ...agreement },
  } as const;
  const organisations = [buildOrganisation({ ...written, domains: [...written.domains] })];
  const change = { judge: () => ({ ok: true, organisations }) as const, actor: "ops", by: SYSTEM, isDryRun: false };
  await desk.open.unitOfWork.transaction((stores) => changeOrganisations(stores, change));
}

test("the account manager is told 90, 30 and 7 days before the end, once each, however many look at once", async () => {
  for (const [day, count] of [
    ["2030-10-01", 0],
    ["2030-10-02", 1],
    ["2030-11-30", 1],
    ["2030-12-01", 2],
    ["2030-12-24", 3],
    ["2030-12-31", 3],
    ["2031-01-01", 3],
  ] as const) {
    await moveTo(day);
    await Promise.all([remind(), remind(), remind()]);
    await remind();
    expect([day, (await mails()).length]).toEqual([day, count]);
  }
  const [first, , last] = await mails();
  expect(first).toMatchObject({
    to: ["two@desk.example"],
    subject: expect.stringContaining("South Water udløber 2030-12-31"),
  });
  expect(first?.text).toMatch(/Dage tilbage: 90/);
  expect(last?.text).toMatch(/Dage tilbage: 7/);
});

test("after a pause only the latest is told", async () => {
  await moveTo("2030-12-28");
  expect(await remind()).toBe(1);
  expect((await mails())[0]?.text).toMatch(/Dage tilbage: 3/);
  expect(await remind()).toBe(0);
});

test("an organisation without an account manager is told to operations; once its end is moved nothing more is told, and the new end begins anew", async () => {
  await store("north", { to: "2030-10-15" });
  await moveTo("2030-09-20");
  expect(await remind()).toBe(1);
  expect(await mails()).toMatchObject([{ to: ["ops@desk.example"], subject: expect.stringContaining("north") }]);
  await store("north", { to: "2031-10-15" });
  await moveTo("2030-10-10");
  await remind();
  const aboutNorth = async () => (await mails()).filter(({ subject }) => subject?.includes("north"));
  expect(await aboutNorth()).toHaveLength(1);
  await moveTo("2031-10-10");
  await remind();
  expect(await aboutNorth()).toHaveLength(2);
});

test("one that renews itself says so", async () => {
  await store("north", { to: "2030-10-15", renewalMonths: 12 });
  await moveTo("2030-10-10");
  await remind();
  const told = (await mails()).find(({ subject }) => subject?.includes("north fornyes efter 2030-10-15"));
  expect(told?.text).toContain("er der intet at gøre");
  expect(told?.text).not.toContain("flyt dens sidste dag");
});
