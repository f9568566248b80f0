import { createHash } from "node:crypto";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { sql } from "kysely";
import type { Desk } from "../../src/domain/desk/desk.ts";
import type { AttachmentContent } from "../../src/usecases/ports/mail-parser.ts";
import { createAttachmentReader } from "../../src/usecases/read-attachment.ts";
import { type AgentDesk, openAgentDesk, type Sent } from "../support/agent-desk.ts";
import { startHttpDesk } from "../support/http-desk.ts";

const SMALL = "smaller than a megabyte";
const LARGE = "x".repeat(1_000_001);
const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
const LINK = /http:\/\/127\.0\.0\.1:0\/attachments\?token=(\S+)/;

let world: AgentDesk;

beforeEach(async () => {
  world = await openAgentDesk();
  const { desk } = world.desk.open.filing.context.desk;
  Object.assign(desk.attachments, { noticeMegabytes: 1, replyMegabytes: 1 });
});
afterEach(() => world.close());

const notice = (sent: readonly Sent[], agent = "one") =>
  sent.find((one) => one.class === "notification" && one.recipients[0] === `${agent}@desk.example`)!;
const ofClass = (sent: readonly Sent[], wanted: string) => sent.filter((one) => one.class === wanted);

function read(token: string): Promise<AttachmentContent | null> {
  const { unitOfWork, filing, signer } = world.desk.open;
  return createAttachmentReader({
    desk: filing.context.desk,
    stores: unitOfWork.reading,
    parser: filing.parser,
    signer,
  }).byToken(token);
}

async function withLarge(): Promise<Sent[]> {
  return await world.customerSays("Se bilag.", {
    files: [
      { name: "stor.pdf", content: LARGE },
      { name: "lille.pdf", content: SMALL },
      { name: "skaerm.png", content: "a picture", inline: true },
    ],
  });
}

describe("what a customer attached", () => {
  test("comes with the notice as far as it fits, and the rest is a link to that very file", async () => {
    const mail = notice(await withLarge());
    expect(mail.files.map(({ filename, sha256: hash }) => [filename, hash])).toEqual([
      ["lille.pdf", sha256(SMALL)],
      ["skaerm.png", sha256("a picture")],
    ]);
    expect(mail.text).toContain("stor.pdf");
    const [, token] = LINK.exec(mail.text)!;
    expect(await read(token!)).toMatchObject({ filename: "stor.pdf", sha256: sha256(LARGE) });
  });

  test("is read by each agent under a link of their own, until they leave the desk or it expires", async () => {
    const sent = await withLarge();
    const [one, two] = ["one", "two"].map((agent) => LINK.exec(notice(sent, agent).text)![1]!);
    expect(one).not.toBe(two);
    expect(await read(two!)).not.toBeNull();
    const context = world.desk.open.filing.context as { desk: Desk };
    const { desk } = context;
    const { two: agentTwo, ...others } = desk.agents;
    context.desk = { ...desk, agents: { ...others, two: { ...agentTwo!, active: false } } };
    expect(await read(two!)).toBeNull();
    context.desk = desk;
    expect(await read(two!)).not.toBeNull();
    context.desk = { ...desk, agents: others };
    expect(await read(two!)).toBeNull();
    expect(await read(one!)).not.toBeNull();
    await sql`update desk_time set "offset" = "offset" + interval '14 days'`.execute(world.desk.open.database);
    expect(await read(one!)).toBeNull();
  });

  test("is told to whom the ticket is given later, as links", async () => {
    await world.customerSays("Se bilag.", { files: [{ name: "lille.pdf", content: SMALL }] });
    const mail = notice(await world.say("#tildel two"), "two");
    expect(mail.files).toEqual([]);
    expect(await read(LINK.exec(mail.text)![1]!)).toMatchObject({ sha256: sha256(SMALL) });
  });

  test("reaches no customer: an answer with such a link comes back, and nothing is sent", async () => {
    const [link] = LINK.exec(notice(await withLarge()).text)!;
    const sent = await world.say(`Hent filen her: ${link}`);
    expect(ofClass(sent, "reply")).toEqual([]);
    expect(ofClass(sent, "confirmation")[0]!.text).toContain("internt link til en fil");
  });
});

describe("what an agent attached", () => {
  test("goes to the customer", async () => {
    const [reply] = ofClass(
      await world.say("Se bilag.", "one", undefined, { files: [{ name: "vejledning.pdf", content: SMALL }] }),
      "reply",
    );
    expect(reply).toMatchObject({ recipients: ["mette@north.example"] });
    expect(reply!.files).toMatchObject([{ filename: "vejledning.pdf", sha256: sha256(SMALL) }]);
  });

  test("goes along where the program marks it inline, and neither its signature nor its key does", async () => {
    const files = [
      { name: "fra-apple.pdf", content: SMALL, inline: true },
      { name: "smime.p7s", content: "a certificate of one@desk.example", type: "application/pkcs7-signature" },
      { name: "OpenPGP_0x1.asc", content: "a key of one@desk.example", type: "application/pgp-keys" },
    ];
    const [reply] = ofClass(await world.say("Se bilag.", "one", undefined, { files }), "reply");
    expect(reply!.files.map(({ filename }) => filename)).toEqual(["fra-apple.pdf"]);
  });

  test("and cannot be read goes not at all: no answer leaves without its files", async () => {
    Object.assign(world.desk.open.filing.parser, { readAttachments: async () => [] });
    const sent = await world.say("Se bilag.", "one", undefined, { files: [{ name: "a.pdf", content: SMALL }] });
    expect(ofClass(sent, "reply")).toEqual([]);
    expect(ofClass(sent, "confirmation")[0]!.text).toContain("filer kunne ikke læses. Intet blev sendt");
  });

  test("and stands in the text stays behind, which the agent is told: not of a logo, nor of the customer's own", async () => {
    const picture = (name: string, content: string) => ({
      name,
      content,
      inline: true,
      type: "image/png",
      id: `${name}@desk.example`,
    });
    const quoted = picture("skaerm.png", "q".repeat(10_000));
    await world.customerSays("Se her.", { files: [quoted] });
    const logo = picture("logo.png", "l".repeat(9_999));
    const say = async (files: (typeof logo)[]) =>
      ofClass(await world.say("Tryk her.", "one", undefined, { files }), "confirmation");
    expect(await say([quoted, logo])).toEqual([]);
    const [confirmation] = await say([quoted, logo, picture("knap.png", "k".repeat(10_000))]);
    expect(confirmation!.text).toContain("Billeder midt i teksten sendes ikke med (knap.png).");
  });

  test("and is too large for one answer: nothing is sent or done, and the agent is told how much is too much", async () => {
    const large = { files: [{ name: "stor.pdf", content: LARGE }] };
    const sent = await world.say("#niveau A\nSe bilag.", "one", undefined, large);
    expect(sent).toHaveLength(1);
    expect(sent[0]).toMatchObject({ class: "confirmation", recipients: ["one@desk.example"] });
    expect(sent[0]!.text).toContain("fylder 2 MB, og der kan højst sendes 1 MB");
    expect((await world.ticket()).level).toBe("C");
  });

  test("stays on the ticket with a note, however large", async () => {
    const large = { files: [{ name: "stor.pdf", content: LARGE }] };
    const sent = await world.say("#note\nLogfil.", "one", undefined, large);
    expect(ofClass(sent, "reply")).toEqual([]);
    expect(ofClass(sent, "confirmation")[0]!.text).toContain("gemt som intern note");
  });
});

test("an outside address in Cc of an agent's own mail gets nothing, and the agent is told how it would", async () => {
  const copied = { headers: ["Cc: boss@north.example, two@desk.example"] };
  const sent = await world.say("Prøv igen.", "one", undefined, copied);
  expect(ofClass(sent, "reply")[0]!.recipients).toEqual(["mette@north.example"]);
  const [confirmation] = ofClass(sent, "confirmation");
  expect(confirmation!.text).toContain("Skriv #cc boss@north.example");
  expect(confirmation!.text).not.toContain("#cc two@desk.example");
  const admitted = await world.say("#cc boss@north.example\nPrøv igen.", "one", undefined, copied);
  expect(ofClass(admitted, "reply")[0]!.recipients.sort()).toEqual(["boss@north.example", "mette@north.example"]);
  expect(ofClass(admitted, "confirmation")[0]!.text).not.toContain("Skriv #cc");
});

test("the server gives the file away as bytes to be saved, whatever its name, and nothing without a good token", async () => {
  const name = 'løn "2026"\r\nX-Bad: 1; ‮gpj.exe';
  const content = Buffer.from("<script>alert(1)</script>");
  const desk = await startHttpDesk({
    readAttachment: async (token) => (token === "good" ? { filename: name, content } : null),
  });
  try {
    const answer = await desk.get("/attachments?token=good");
    expect(answer.status).toBe(200);
    expect(answer.headers.get("content-type")).toBe("application/octet-stream");
    expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
    expect(answer.headers.get("cache-control")).toBe("no-store");
    expect(answer.headers.get("x-bad")).toBeNull();
    const disposition = answer.headers.get("content-disposition")!;
    expect(disposition).toMatch(/^attachment; filename="[A-Za-z0-9 ._()-]+"; filename\*=UTF-8''[A-Za-z0-9%._~-]+$/);
    expect(decodeURIComponent(disposition.split("UTF-8''")[1]!)).toBe(name);
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(content);
    for (const path of ["/attachments?token=bad", "/attachments", "/attachments?token=good&token=good"]) {
      expect((await desk.get(path)).status).toBe(404);
    }
  } finally {
    await desk.close();
  }
});
