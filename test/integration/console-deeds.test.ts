import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { sql } from "kysely";
import { type ConsoleDesk, openConsoleDesk, tellMonday } from "../support/console-desk.ts";

let desk: ConsoleDesk;
let ref: string;

beforeAll(async () => {
  desk = await openConsoleDesk();
  await tellMonday(desk);
  ref = (await desk.refs())[2] ?? "";
});

afterAll(() => desk.close());

const stores = () => desk.world.desk.open.unitOfWork.reading;
const ticket = async () => (await stores().tickets.findByRef(ref))!;

/** The hidden fields of the form of a page. */
async function formOf(path: string, agent: string): Promise<Record<string, string>> {
  const answer = await desk.get(path, agent);
  expect([path, answer.status]).toEqual([path, 200]);
  const html = await answer.text();
  return Object.fromEntries(
    [...html.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)">/g)].map(([, name = "", value = ""]) => [
      name,
      value.replaceAll("&#34;", '"'),
    ]),
  );
}

async function post(path: string, agent: string | null, body: Record<string, string>, headers = {}): Promise<Response> {
  return await fetch(`${desk.url}${path}`, {
    method: "POST",
    redirect: "manual",
    headers: {
      accept: "text/html",
      "content-type": "application/x-www-form-urlencoded",
      ...(agent === null ? {} : { cookie: desk.session(agent) }),
      ...headers,
    },
    body: new URLSearchParams(body).toString(),
  });
}

/** Does a deed as a person does, and gives what the page after it says. */
async function doDeed(path: string, agent: string, more: Record<string, string> = {}): Promise<string> {
  const session = desk.session(agent);
  const form = await formOf(path, agent);
  const answer = await post(path, agent, { ...form, ...more }, { cookie: session });
  if (answer.status !== 303) return `${answer.status} ${await answer.text()}`;
  const done = await fetch(`${desk.url}${answer.headers.get("location")}`, {
    headers: { cookie: session, accept: "text/html" },
  });
  expect(done.status).toBe(200);
  return await done.text();
}

const recorded = async () =>
  (await stores().audit.listAfter(0, 100)).map(({ action, actor, subject }) => [action, actor.id, subject.id]);

describe("on a ticket", () => {
  test("a level is changed as by mail, in the agent's name, and the page says whom it was mailed to", async () => {
    const html = await doDeed(`/tickets/${ref}/do/level?lang=en`, "two", { choice: "B" });
    expect((await ticket()).level).toBe("B");
    expect(html).toContain("The level is now B (Serious fault).");
    const events = await stores().tickets.listEvents((await ticket()).id);
    expect(events.filter(({ type }) => type === "level-changed").at(-1)).toMatchObject({ actor: "agent:two" });
  });

  test("an alert is acknowledged: the ladder is held, the clock is not", async () => {
    expect(await doDeed(`/tickets/${ref}/do/acknowledge`, "one", { choice: "2h" })).toContain("Kvitteret");
    const [clock] = await stores().clocks.listForTicket((await ticket()).id);
    expect(clock?.ladderHeldUntil).toBeGreaterThan(await stores().now());
  });

  test("assigning, a note and an answer do what the commands of a mail do", async () => {
    await doDeed(`/tickets/${ref}/do/assign`, "two", { choice: "one" });
    expect((await ticket()).agent).toBe("one");
    const before = await stores().outbox.list({ ticketId: (await ticket()).id, limit: 100 });
    await doDeed(`/tickets/${ref}/do/note`, "two", { text: "#level C\r\nNever for the customer <b>" });
    const notes = (await stores().tickets.listMessages((await ticket()).id)).filter(
      ({ direction }) => direction === "note",
    );
    expect(notes.at(-1)?.text).toBe("#level C\nNever for the customer <b>");
    const html = await doDeed(`/tickets/${ref}/do/reply`, "two", { text: "Så kører det igen." });
    expect(html).toContain("bo@north.example");
    const sent = (await stores().outbox.list({ ticketId: (await ticket()).id, limit: 100 })).filter(
      ({ id }) => !before.some((one) => one.id === id),
    );
    const toCustomer = sent.filter(({ recipients }) =>
      recipients.some(({ address }) => address === "bo@north.example"),
    );
    expect(toCustomer.map((mail) => mail.class)).toEqual(["reply"]);
  });

  test("sent twice at the same time and once more later, a form answers once", async () => {
    const path = `/tickets/${ref}/do/reply`;
    const cookie = desk.session("two");
    const page = await fetch(`${desk.url}${path}`, { headers: { cookie, accept: "text/html" } });
    const html = await page.text();
    const hidden = [...html.matchAll(/name="(\w+)" value="([^"]*)">/g)].map(([, name = "", value = ""]) => [
      name,
      value.replaceAll("&#34;", '"'),
    ]);
    const body = { ...Object.fromEntries(hidden), text: "Kun én gang." };
    const answers = await Promise.all([1, 2, 3].map(() => post(path, null, body, { cookie })));
    answers.push(await post(path, null, body, { cookie }));
    expect(answers.map(({ status }) => status)).toEqual([303, 303, 303, 303]);
    expect(new Set(answers.map(({ headers }) => headers.get("location"))).size).toBe(1);
    const messages = await stores().tickets.listMessages((await ticket()).id);
    expect(messages.filter(({ text }) => text === "Kun én gang.")).toHaveLength(1);
  });

  test("what somebody else changed meanwhile is shown again, and nothing is done", async () => {
    const path = `/tickets/${ref}/do/level?lang=en`;
    const cookie = desk.session("two");
    const html = await (await fetch(`${desk.url}${path}`, { headers: { cookie, accept: "text/html" } })).text();
    const hidden = [...html.matchAll(/name="(\w+)" value="([^"]*)">/g)].map(([, name = "", value = ""]) => [
      name,
      value.replaceAll("&#34;", '"'),
    ]);
    await desk.world.say("#level D", "one", await ticket());
    const answer = await post(path, null, { ...Object.fromEntries(hidden), choice: "A" }, { cookie });
    expect(answer.status).toBe(422);
    expect(await answer.text()).toContain("somebody changed the ticket meanwhile");
    expect((await ticket()).level).toBe("D");
  });

  test("an empty answer, a level that is none and a line that is no choice are refused in words", async () => {
    for (const [deed, more] of [
      ["reply", { text: "  " }],
      ["level", { choice: "Z" }],
      ["state", { choice: "#close" }],
    ] as const) {
      const said = await doDeed(`/tickets/${ref}/do/${deed}?lang=da`, "two", more);
      expect(said).toMatch(/^422 /);
      expect(said).toContain("Der er ikke sket noget.");
    }
  });
});

describe("of held and doubted mail", () => {
  test("quarantined mail is filed again, once, and it is on record who did it", async () => {
    const [email] = await stores().inbound.list({ state: "quarantined", limit: 1 });
    await doDeed(`/inbound/${email?.id}/retry`, "olga");
    expect((await stores().inbound.find(email?.id ?? 0))?.state).toBe("accepted");
    expect(await recorded()).toContainEqual(["inbound.retried", "olga", String(email?.id)]);
    expect((await desk.get(`/inbound/${email?.id}/retry`, "olga")).status).toBe(404);
  });

  test("a mail of which nobody knew is said to have arrived: the promise counts as kept then, and history says who said so", async () => {
    const [mail] = await stores().outbox.list({ state: "uncertain", limit: 1 });
    const page = await (await desk.get(`/outbox/${mail?.id}/resolve/resend?lang=en`, "olga")).text();
    expect(page).toContain("It goes to");
    expect(page).toContain("bo@north.example");
    await doDeed(`/outbox/${mail?.id}/resolve/sent`, "olga");
    expect((await stores().outbox.find(mail?.id ?? 0))?.state).toBe("sent");
    expect(await recorded()).toContainEqual(["outbox.resolved", "olga", String(mail?.id)]);
    const events = await stores().tickets.listEvents((await ticket()).id);
    expect(events.find(({ type }) => type === "delivery-resolved")).toMatchObject({ actor: "agent:olga" });
  });

  test("a failed mail is dropped, and a message to a webhook is posted again", async () => {
    const [mail] = await stores().outbox.list({ state: "failed", limit: 1 });
    await doDeed(`/outbox/${mail?.id}/resolve/drop`, "one");
    expect((await stores().outbox.find(mail?.id ?? 0))?.state).toBe("cancelled");
    const row = await sql<{ id: number }>`insert into webhook_delivery (webhook, event, payload, state)
      values ('chat', 'alert.breach', '{}', 'dead') returning id`.execute(desk.db);
    const id = row.rows[0]?.id ?? 0;
    expect(await doDeed(`/webhooks/${id}/replay`, "olga")).toContain("Den sendes igen");
    expect((await stores().webhooks.list({ limit: 1 }))[0]).toMatchObject({ id, state: "queued" });
    expect(await recorded()).toContainEqual(["webhook.replayed", "olga", String(id)]);
  });
});

describe("who may", () => {
  const TICKET = ["/tickets/REF/do/level", "/tickets/REF/do/reply", "/tickets/REF/do/acknowledge"];
  const MAIL = ["/inbound/1/retry", "/outbox/1/resolve/drop", "/webhooks/1/replay"];
  const matrix: [string | undefined, boolean, boolean][] = [
    ["one", true, true],
    ["two", true, false],
    ["olga", true, true],
    ["arne", true, false],
    [undefined, false, false],
  ];

  test.each(matrix)("%s: tickets %s, mail %s", async (agent, mayTickets, mayMail) => {
    const tried = [
      ...TICKET.map((path) => [path, mayTickets] as const),
      ...MAIL.map((path) => [path, mayMail] as const),
    ];
    for (const [path, may] of tried) {
      const real = path.replace("REF", ref);
      const asked = await desk.get(real, agent);
      expect([path, asked.status === 403]).toEqual([path, !may]);
      const before =
        await sql`select (select count(*) from console_deed) as deeds, (select max(id) from ticket_event) as events`.execute(
          desk.db,
        );
      const cookie = desk.session(agent);
      const proof = await proofOf(cookie);
      const posted = await post(real, null, { proof, token: "0".repeat(32), choice: "C", text: "x" }, { cookie });
      if (!may) expect([path, posted.status]).toEqual([path, 403]);
      if (!may)
        expect(
          await sql`select (select count(*) from console_deed) as deeds, (select max(id) from ticket_event) as events`.execute(
            desk.db,
          ),
        ).toEqual(before);
    }
  });

  test("whoever left the desk has no session any more, nor has anybody with a forged one", async () => {
    expect((await desk.get("/", "gone")).headers.get("location")).toBe("/sign-in?ended");
    expect((await desk.get("/", "nobody")).headers.get("location")).toBe("/sign-in?ended");
  });

  async function proofOf(cookie: string): Promise<string> {
    const page = await fetch(`${desk.url}/tickets/${ref}/do/note`, { headers: { cookie, accept: "text/html" } });
    return /name="proof" value="(\w+)"/.exec(await page.text())?.[1] ?? "";
  }
});

describe("a form that changes something", () => {
  let form: Record<string, string>;
  const path = () => `/tickets/${ref}/do/note`;
  beforeEach(async () => {
    form = { ...(await formOf(path(), "two")), text: "from elsewhere" };
  });

  test.each([
    ["without the proof", { proof: "" }, {}],
    ["with the proof of another session", { proof: "ab".repeat(32) }, {}],
    ["sent by another site", {}, { "sec-fetch-site": "cross-site" }],
    ["sent by another origin", {}, { origin: "https://evil.example" }],
  ])("%s changes nothing", async (_name, change, headers) => {
    const answer = await post(path(), "two", { ...form, ...change }, headers);
    expect(answer.status).toBe(403);
    const messages = await stores().tickets.listMessages((await ticket()).id);
    expect(messages.some(({ text }) => text === "from elsewhere")).toBe(false);
  });

  test("of one session is of no use in another, and what one did another is not shown", async () => {
    const cookie = desk.session("one");
    expect((await post(path(), null, form, { cookie })).status).toBe(403);
    const mine = desk.session("two");
    const own = await (await fetch(`${desk.url}${path()}`, { headers: { cookie: mine, accept: "text/html" } })).text();
    const fields = Object.fromEntries(
      [...own.matchAll(/name="(\w+)" value="([^"]*)">/g)].map(([, name, value]) => [name, value]),
    );
    const done = await post(path(), null, { ...fields, text: "mine" }, { cookie: mine });
    const location = done.headers.get("location") ?? "";
    expect((await fetch(`${desk.url}${location}`, { headers: { cookie: mine } })).status).toBe(200);
    expect((await fetch(`${desk.url}${location}`, { headers: { cookie } })).status).toBe(404);
  });
});

describe("signing in by mail", () => {
  const links = async () => {
    const mails = await desk.world.desk.open.unitOfWork.reading.outbox.list({ limit: 20 });
    const texts = await Promise.all(mails.map(({ id }) => desk.world.read(id)));
    return texts.flatMap(({ text, recipients }) => {
      const link = /mailed=([\w.-]+)/.exec(text)?.[1];
      return link === undefined ? [] : [{ link, to: recipients }];
    });
  };

  test("an agent gets a link that signs them in once, and following it alone signs nobody in", async () => {
    const told = await (await post("/sign-in/mail", null, { address: " Olga@Desk.example " })).text();
    const [mailed] = await links();
    expect(mailed?.to).toEqual(["olga@desk.example"]);
    const followed = await desk.get(`/sign-in?mailed=${mailed?.link}`, null);
    expect(followed.status).toBe(200);
    expect(followed.headers.getSetCookie()).toEqual([]);
    expect(await followed.text()).toContain("Olga Drift");
    const used = await Promise.all([1, 2, 3].map(() => post("/sign-in/link", null, { mailed: mailed?.link ?? "" })));
    expect(used.map(({ status }) => status).sort()).toEqual([303, 403, 403]);
    const recorded = await desk.world.desk.open.unitOfWork.reading.audit.listAfter(0, 500);
    const signedIn = recorded.filter(({ action }) => action === "console.signed-in").map(({ actor }) => actor.id);
    expect(signedIn).toEqual(["olga"]);
    const cookie =
      used
        .find(({ status }) => status === 303)
        ?.headers.getSetCookie()[0]
        ?.split(";")[0] ?? "";
    expect((await fetch(`${desk.url}/`, { headers: { cookie }, redirect: "manual" })).status).toBe(200);
    expect((await desk.get(`/sign-in?mailed=${mailed?.link}`, null)).status).toBe(403);
    const stranger = await (await post("/sign-in/mail", null, { address: "ida@north.example" })).text();
    expect(stranger).toBe(told);
  });

  test("nobody else gets one, nor an agent who left, and no more than five an hour", async () => {
    const before = (await links()).length;
    for (const address of ["ida@north.example", "gone@desk.example", "support@desk.example", "", "x".repeat(400)]) {
      expect((await post("/sign-in/mail", null, { address })).status).toBe(200);
    }
    expect((await links()).length).toBe(before);
    for (let count = 0; count < 7; count++) await post("/sign-in/mail", null, { address: "two@desk.example" });
    expect((await links()).filter(({ to }) => to[0] === "two@desk.example")).toHaveLength(5);
  });

  test("a link that was changed opens nothing", async () => {
    const [mailed] = await links();
    const link = mailed?.link ?? "";
    for (const wrong of [
      link.replace(/^agent-[0-9a-f]+/, "agent-6f6e65"),
      link.replace(/\.[0-9a-f]{32}\./, `.${"0".repeat(32)}.`),
      link.replace(/\.\d+\./, ".9999999999999."),
      `${link}0`,
      "",
      "1.2.3",
    ]) {
      expect((await post("/sign-in/link", null, { mailed: wrong })).status).toBe(403);
    }
  });
});
