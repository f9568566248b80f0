import { expect, test } from "@jest/globals";
import { readMail } from "../../../support/read-mail.ts";

const mail = (type: string, body: string) =>
  readMail(
    `From: One <one@north.example>\nTo: support@desk.example\nSubject: x\nMIME-Version: 1.0\nContent-Type: ${type}\n\n${body}\n`,
  );
const PLAIN = "Content-Type: text/plain\n\nIt works.";
const HTML = "Content-Type: text/html\n\n<p>It works.</p>";
const PICTURE =
  "Content-Type: image/png; name=a.png\nContent-ID: <1@north>\nContent-Disposition: inline; filename=a.png\n\nx";
const within = (kind: string, boundary: string, ...parts: string[]) =>
  `Content-Type: multipart/${kind}; boundary=${boundary}\n\n${parts.map((part) => `--${boundary}\n${part}\n`).join("")}--${boundary}--`;

test.each([
  ["Thunderbird's HTML with its pictures", [PLAIN, within("related", "b", HTML, PICTURE)]],
  ["Apple Mail's HTML around a file", [PLAIN, within("mixed", "b", HTML, PICTURE, HTML)]],
  ["plain text in a container", [within("mixed", "b", PLAIN, PICTURE), HTML]],
  ["HTML first", [HTML, PLAIN]],
  ["plain text of nothing", ["Content-Type: text/plain\n\n\u200b \u00a0", HTML]],
  ["plain text that sends to the HTML", ["Content-Type: text/plain\n\nPlease use an HTML viewer.", HTML]],
])("an alternative says nothing new, however deep it stands: %s", async (_, parts) => {
  const body = within("alternative", "a", ...parts);
  const found = await mail("multipart/alternative; boundary=a", body.slice(body.indexOf("\n\n") + 2));
  expect([found.text, found.replyText]).toEqual(["It works.", "It works."]);
  expect(found.html).toContain("<p>It works.</p>");
  expect(found.attachments.map((file) => file.filename)).toEqual(body.includes("image/png") ? ["a.png"] : []);
});

test.each([
  ["nothing", "Content-Type: text/html\n\n<p></p>"],
  ["a file", "Content-Type: application/pdf; name=a.pdf\n\nx"],
  ["a file in a container", within("mixed", "b", "Content-Type: application/pdf; name=a.pdf\n\nx")],
])("a short text about HTML stays where the other alternative is %s", async (_, part) => {
  const body = within("alternative", "a", "Content-Type: text/plain\n\nYour HTML is broken.", part);
  const found = await mail("multipart/alternative; boundary=a", body.slice(body.indexOf("\n\n") + 2));
  expect([found.text, found.replyText]).toEqual(["Your HTML is broken.", "Your HTML is broken."]);
});

test.each(["It says <b>html</b> & stops.", "Served as text/html, not as JSON."])(
  "a short text that writes tags or types stays, though the other alternative shows them otherwise: %s",
  async (text) => {
    const body = within("alternative", "a", `Content-Type: text/plain\n\n${text}`, HTML);
    const found = await mail("multipart/alternative; boundary=a", body.slice(body.indexOf("\n\n") + 2));
    expect([found.text, found.replyText]).toEqual([text, text]);
  },
);

test("text between files is one text", async () => {
  const body = within("mixed", "a", PLAIN, PICTURE, "Content-Type: text/plain\n\nReally.");
  const found = await mail("multipart/mixed; boundary=a", body.slice(body.indexOf("\n\n") + 2));
  expect(found.text).toBe("It works.\n\nReally.");
});

test.each([
  ["calendar", "invite.ics"],
  ["encrypted", "smime.p7m"],
  ["signed", "smime.p7s"],
  ["encrypted", "encrypted.asc"],
])("bytes without a type are told by their name: %s", async (flag, name) => {
  const file = `Content-Type: application/octet-stream; name=${name}\nContent-Disposition: attachment; filename=${name}\n\nx`;
  const body = within("mixed", "a", PLAIN, file);
  expect((await mail("multipart/mixed; boundary=a", body.slice(body.indexOf("\n\n") + 2))).flags).toEqual([flag]);
});

test("a text signed in itself gives its words, and its signature apart", async () => {
  const signed = "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nIt works.\n- - so far\n\n- --\nOne\n";
  const found = await mail(
    "text/plain",
    `${signed}-----BEGIN PGP SIGNATURE-----\n\niQE\n-----END PGP SIGNATURE-----\n\nTwo`,
  );
  expect(found.flags).toEqual(["signed"]);
  expect([found.replyText, found.signature]).toEqual(["It works.\n- so far", "--\nOne\n\nTwo"]);
});

const NOTE = "Content-Type: text/plain\n\nLine one of the log.";

test.each([
  ["between the pieces of Apple Mail's HTML", [PLAIN, within("mixed", "b", HTML, NOTE, HTML)], ["part-1.txt"]],
  [
    "that tells the same again",
    [PLAIN, within("mixed", "b", "Content-Type: text/plain\n\nIt  works.", PICTURE)],
    ["a.png"],
  ],
  ["as an alternative within one", [PLAIN, within("alternative", "b", NOTE, HTML)], []],
])("a text without a name beside HTML is a file where its words are new: %s", async (_, parts, files) => {
  const body = within("alternative", "a", ...parts);
  const found = await mail("multipart/alternative; boundary=a", body.slice(body.indexOf("\n\n") + 2));
  expect(found.text).toBe("It works.");
  expect(found.attachments.map((file) => file.filename)).toEqual(files);
});

test("HTML for programs that run it is no text", async () => {
  const amp = "Content-Type: text/x-amp-html\n\n<amp-img>x</amp-img>";
  const body = within("alternative", "a", amp, HTML);
  expect((await mail("multipart/alternative; boundary=a", body.slice(body.indexOf("\n\n") + 2))).text).toBe(
    "It works.",
  );
});

test.each([
  ["attachment", ["a.txt"]],
  ["inline", []],
])("a whole mail that says it is a file is read: %s", async (disposition, files) => {
  const found = await mail(`text/plain; name=a.txt\nContent-Disposition: ${disposition}; filename=a.txt`, "It works.");
  expect(found.text).toBe("It works.");
  expect(found.attachments.map((file) => file.filename)).toEqual(files);
});

const untold = (headers: string, body: Buffer) =>
  readMail(Buffer.concat([Buffer.from(`From: One <one@north.example>\nSubject: x\n${headers}\n`), body]));

test("HTML that names its charset itself is read under it", async () => {
  const body = Buffer.from(
    '<html><meta http-equiv=Content-Type content="text/html; charset=windows-1250">Za\xbf',
    "latin1",
  );
  expect((await untold("MIME-Version: 1.0\nContent-Type: text/html\n", body)).text).toBe("Zaż");
});

test.each([
  ["", "It works."],
  ["MIME-Version: 1.0\nContent-Type: text/plain\n", "<html><p>It works.</p></html>"],
])("a page without a type is HTML, and one that is said to be text stays text: %j", async (headers, text) => {
  expect((await untold(headers, Buffer.from("<html><p>It works.</p></html>"))).text).toBe(text);
});

const inParts = (boundary: string) =>
  `--${boundary}\nContent-Type: text/plain\nContent-Transfer-Encoding: quoted-printable\n\nIt w=6Frks.\n--${boundary}\nContent-Type: application/pdf; name=a.pdf\n\nx\n--${boundary}--`;

test.each(["multipart/mixed; boundary=other", "multipart/mixed"])(
  "a mail whose headers give no boundary that occurs is parted at the one that does: %s",
  async (type) => {
    for (const boundary of ["b", "----=_Part_0"]) {
      const found = await mail(type, `A multi-part message.\n\n${inParts(boundary)}`);
      expect(found.text).toBe("It works.");
      expect(found.attachments.map((file) => file.filename)).toEqual(["a.pdf"]);
      expect(found.flags).toContain("malformed");
    }
  },
);

test.each([
  ["It works.\n--\nOne", "It works.\n--\nOne"],
  ["--wood\nIt works.", "--wood\nIt works."],
  ["<html><p>It works.</p></html>", "It works."],
])("a mail that says it has parts and has none is read as it stands: %j", async (body, text) => {
  expect((await mail("multipart/mixed; boundary=b", body)).text).toBe(text);
});

test.each(["text/plain; name=invite.ics", "text/x-vcalendar"])(
  "an invitation is told by its name or type: %s",
  async (type) => {
    const body = within(
      "mixed",
      "a",
      PLAIN,
      `Content-Type: ${type}\nContent-Disposition: attachment\n\nBEGIN:VCALENDAR`,
    );
    expect((await mail("multipart/mixed; boundary=a", body.slice(body.indexOf("\n\n") + 2))).flags).toEqual([
      "calendar",
    ]);
  },
);

test.each([
  ["It works. Really!", "It works. Really!"],
  ["SXQgd29y\na3Mu", "It works."],
])("a text that is said to be base64 and is none is read as it stands: %j", async (body, text) => {
  expect((await mail("text/plain\nContent-Transfer-Encoding: base64", body)).text).toBe(text);
});
