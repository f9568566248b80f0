import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

const CORPUS = join(process.cwd(), "../shared/corpus");

/** So many ordinary mails: real ones where the corpus lies beside the clone, made ones otherwise. */
export function ordinaryMails(count: number): Uint8Array[] {
  const index = join(CORPUS, "unlabelled.json");
  if (!existsSync(index)) return madeMails(count);
  const { volumeHam } = JSON.parse(readFileSync(index, "utf8")) as { volumeHam: string[] };
  const real = volumeHam.slice(0, count).map((file) => withoutSeparator(readFileSync(join(CORPUS, "files", file))));
  return [...real, ...madeMails(count - real.length)];
}

/** People's mails: questions, replies to them, letters outside ASCII, an attachment, an automatic answer, a list mail. */
export function madeMails(count: number): Uint8Array[] {
  return Array.from({ length: Math.max(0, count) }, (_, index) => Buffer.from(madeMail(index).join("\r\n")));
}

function madeMail(index: number): string[] {
  // Four mails in a row are one person's: a question, the answer to it, and two that no person wrote.
  const person = Math.floor(index / 4);
  const id = (number: number) => `<made-${number}@north.example>`;
  const kinds = [
    [],
    [`In-Reply-To: ${id(index - 1)}`],
    ["Auto-Submitted: auto-replied"],
    ["List-Id: <news.north.example>"],
  ];
  const head = [
    "Authentication-Results: mx.desk.example; dmarc=none header.from=north.example",
    `From: Person ${person} <person${person}@north.example>`,
    "To: support@desk.example",
    `Subject: =?utf-8?Q?Sp=C3=B8rgsm=C3=A5l_${index}?=`,
    "Date: Tue, 24 Nov 2026 10:00:00 +0100",
    `Message-ID: ${id(index)}`,
    ...(kinds[index % kinds.length] ?? []),
    "MIME-Version: 1.0",
  ];
  const text = [`Hej, måler ${index} viser forkert. Kan I hjælpe?`, "", "Venlig hilsen", `Person ${person}`];
  if (index % 5 !== 4) return [...head, "Content-Type: text/plain; charset=utf-8", "", ...text, ""];
  return [
    ...head,
    'Content-Type: multipart/mixed; boundary="b"',
    "",
    "--b",
    "Content-Type: text/plain; charset=utf-8",
    "",
    ...text,
    "--b",
    'Content-Type: application/pdf; name="måler.pdf"',
    "Content-Transfer-Encoding: base64",
    "",
    Buffer.from(`reading ${index}`).toString("base64"),
    "--b--",
    "",
  ];
}

// Mbox files begin with a line that is no header.
function withoutSeparator(raw: Buffer): Buffer {
  return raw.subarray(0, 5).toString("latin1") === "From " ? raw.subarray(raw.indexOf(0x0a) + 1) : raw;
}
