import { expect, test } from "@jest/globals";
import { readTnef } from "../../../../src/adapters/mime/read-tnef.ts";
import { readMail } from "../../../support/read-mail.ts";

const u16 = (value: number) => Buffer.from([value & 255, value >> 8]);
const u32 = (value: number) =>
  Buffer.from([value & 255, (value >> 8) & 255, (value >> 16) & 255, (value >>> 24) & 255]);
const attribute = (id: number, data: Buffer) =>
  Buffer.concat([Buffer.from([2]), u32(id), u32(data.length), data, u16(0)]);
const text = (id: number, value: string) => {
  const bytes = Buffer.from(`${value}\0`, "utf16le");
  const padding = Buffer.alloc((4 - (bytes.length % 4)) % 4);
  return Buffer.concat([u16(0x1f), u16(id), u32(1), u32(bytes.length), bytes, padding]);
};
const number = (id: number) => Buffer.concat([u16(0x03), u16(id), u32(7)]);
const named = Buffer.concat([u16(0x40), u16(0x8001), Buffer.alloc(16), u32(0), u32(9), Buffer.alloc(8)]);
const properties = Buffer.concat([
  u32(4),
  number(0x0e20),
  named,
  text(0x3707, "Målerliste 2026.xlsx"),
  text(0x370e, "application/vnd.ms-excel"),
]);
const WINMAIL = Buffer.concat([
  u32(0x223e9f78),
  u16(1),
  attribute(0x00069002, Buffer.alloc(14)),
  attribute(0x00018010, Buffer.from("MLERLI~1.XLS\0")),
  attribute(0x0006800f, Buffer.from("cells")),
  attribute(0x00069005, properties),
  attribute(0x00069002, Buffer.alloc(14)),
  attribute(0x00018010, Buffer.from("note.txt\0")),
  attribute(0x0006800f, Buffer.from("words")),
]);

test("the files of a winmail.dat come out with their long names and types", () => {
  expect(readTnef(WINMAIL)).toEqual([
    { filename: "Målerliste 2026.xlsx", contentType: "application/vnd.ms-excel", content: Buffer.from("cells") },
    { filename: "note.txt", contentType: "application/octet-stream", content: Buffer.from("words") },
  ]);
});

test("a damaged winmail.dat gives what can be read and never throws", () => {
  for (let end = 0; end < WINMAIL.length; end += 1) readTnef(WINMAIL.subarray(0, end));
  const lying = Buffer.from(WINMAIL);
  // A count of four thousand million among them: were a round to stand still, this would not end.
  for (let at = 6; at < lying.length; at += 1) {
    const before = lying[at] ?? 0;
    lying[at] = 0xff;
    expect(readTnef(lying).length).toBeLessThanOrEqual(2);
    lying[at] = before;
  }
  expect(readTnef(Buffer.from("no winmail at all"))).toEqual([]);
});

const mail = (content: Buffer) => `From: one@north.example
Content-Type: multipart/mixed; boundary=b

--b

See the file.
--b
Content-Type: application/ms-tnef; name=winmail.dat
Content-Transfer-Encoding: base64

${content.toString("base64")}
--b--
`;

test("a mail shows the files of its winmail.dat in its place", async () => {
  const found = await readMail(mail(WINMAIL));
  expect(found.flags).toEqual(["tnef"]);
  expect(found.attachments.map((file) => [file.filename, file.size])).toEqual([
    ["Målerliste 2026.xlsx", 5],
    ["note.txt", 5],
  ]);
});

test("a winmail.dat that cannot be opened stays a file", async () => {
  expect((await readMail(mail(Buffer.from("broken")))).attachments).toMatchObject([{ filename: "winmail.dat" }]);
});
