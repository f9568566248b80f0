import { expect, test } from "@jest/globals";
import { readMail } from "../../../support/read-mail.ts";

async function nameOf(headers: string): Promise<string | undefined> {
  const part = `--b\nContent-Type: text/plain\n\nHello\n--b\n${headers}\n\nx\n--b--\n`;
  const mail = await readMail(
    `From: one@north.example\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n${part}`,
  );
  return mail.attachments[0]?.filename;
}

test.each([
  ["a Windows path", 'Content-Type: a/b; name="C:\\Users\\one\\a.pdf"', "a.pdf"],
  ["single quotes", "Content-Type: a/b; name='a.pdf'", "a.pdf"],
  ["no semicolon", "Content-Type: application/pdf name=a.pdf", "a.pdf"],
  ["no disposition's type", "Content-Type: a/b\nContent-Disposition: filename=a.pdf", "a.pdf"],
  ["an empty filename", 'Content-Type: a/b; name="a.pdf"\nContent-Disposition: attachment; filename=""', "a.pdf"],
  ["an empty extended name", "Content-Type: a/b; name=a.pdf; name*=utf-8''", "a.pdf"],
  ["a place", "Content-Type: image/jpeg\nContent-Location: Photo25.jpg", "Photo25.jpg"],
  ["a page's address", "Content-Type: image/png\nContent-Location: https://north.example/i/a.png?x=1", "a.png"],
  ["an address of no file", "Content-Type: image/png\nContent-Location: https://north.example/i/", "part-1.png"],
  ["a description", "Content-Type: a/b\nContent-Description: report.xlsx", "report.xlsx"],
  ["a type alone", "Content-Type: application/zip", "part-1.zip"],
  ["an escaped quote", 'Content-Type: a/b; name="a\\"b.pdf"', 'a"b.pdf'],
])("a file's name is found however its headers give it: %s", async (_, headers, name) => {
  expect(await nameOf(headers)).toBe(name);
});
