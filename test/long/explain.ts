import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createMailParser } from "../../src/adapters/mime/mail-parser-pool.ts";
import { explainMail } from "../../src/usecases/mail/explain-mail.ts";
import type { ParseOptions } from "../../src/usecases/ports/mail-parser.ts";
import { mutateMail } from "../support/mutate-mail.ts";
import { madeMails } from "../support/ordinary-mails.ts";
import { readRunOptions, someSeed } from "../support/run-options.ts";
import { seededChance } from "../support/seeded-chance.ts";

// Every mail of the corpus that lies beside the clone, our own ones, and mails broken by chance go through `mail explain`'s
// reader with two workers. One line each, none unreadable, none over 2 seconds of a worker.
const { seed, mutants, corpus } = readRunOptions({ seed: someSeed(), mutants: 6_000, corpus: "../shared/corpus" });
const LIMIT_MS = 2_000;
const chance = seededChance(seed);
const originals = [...ownMails(), ...corpusMails(corpus)];
const parser = createMailParser({ workerUrl: new URL(`file://${process.cwd()}/dist/adapters/mime/mime-worker.js`) });
const figures = {
  seed,
  mails: 0,
  lines: 0,
  unreadable: 0,
  slowestMs: 0,
  slowest: "",
  over: [] as string[],
  residentMb: 0,
};

try {
  // Workers begin with the first mails; what is measured is reading.
  await Promise.all(ownMails().map(({ name, bytes }) => explainMail(parser, name, bytes, quiet())));
  await readAll(originals);
  for (let made = 0; made < mutants; made += 100) {
    await readAll(Array.from({ length: Math.min(100, mutants - made) }, (_, at) => mutant(made + at)));
  }
  await readAll(giants());
} finally {
  await parser.close();
}
const isSound = figures.lines === figures.mails && figures.unreadable === 0 && figures.over.length === 0;
console.log(JSON.stringify(figures));
process.exitCode = isSound ? 0 : 1;

function quiet(): ParseOptions {
  return { trustedAuthServers: [], dns: "none", ownAddresses: [] };
}

interface Named {
  readonly name: string;
  readonly bytes: Buffer;
}

/** Two at a time, as the workers are, so that what is measured is reading and not waiting. */
async function readAll(mails: readonly Named[]): Promise<void> {
  const queue = [...mails];
  const next = async (): Promise<void> => {
    for (let mail = queue.pop(); mail !== undefined; mail = queue.pop()) await readOne(mail);
  };
  await Promise.all([next(), next()]);
}

async function readOne({ name, bytes }: Named): Promise<void> {
  figures.mails += 1;
  const began = performance.now();
  const line = JSON.stringify(await explainMail(parser, name, bytes, quiet()));
  const ms = Math.round(performance.now() - began);
  if (!line.includes("\n")) figures.lines += 1;
  if (line.includes('"kind":"unreadable"')) {
    figures.unreadable += 1;
    figures.over.push(`${name}: unreadable`);
  }
  if (ms > LIMIT_MS) figures.over.push(`${name}: ${ms} ms`);
  if (ms > figures.slowestMs) Object.assign(figures, { slowestMs: ms, slowest: name });
  figures.residentMb = Math.max(figures.residentMb, Math.round(process.memoryUsage().rss / 2 ** 20));
}

function mutant(index: number): Named {
  const original = originals[Math.floor(chance() * originals.length)] as Named;
  return { name: `mutant ${index} of ${original.name}`, bytes: mutateMail(original.bytes, chance) };
}

function ownMails(): Named[] {
  const folder = join(process.cwd(), "test/fixtures/mail");
  const fixtures = readdirSync(folder).map((name) => ({ name, bytes: readFileSync(join(folder, name)) }));
  return [...fixtures, ...madeMails(40).map((bytes, at) => ({ name: `made ${at}`, bytes: Buffer.from(bytes) }))];
}

function corpusMails(folder: string): Named[] {
  if (!existsSync(join(folder, "unlabelled.json"))) return [];
  const { robust, volumeHam } = JSON.parse(readFileSync(join(folder, "unlabelled.json"), "utf8"));
  const cases = readFileSync(join(folder, "expectations.jsonl"), "utf8").split("\n").filter(Boolean);
  const labelled = cases.map((line) => JSON.parse(line).file as string);
  const names = [...new Set<string>([...robust, ...volumeHam, ...labelled])];
  return names.map((name) => ({ name, bytes: readFileSync(join(folder, "files", name)) }));
}

/** 30 MB in one line of a text, of HTML and of a header, and a mail over the limit of 40 MB. */
function giants(): Named[] {
  const line = "a>b <c@d.example>: ".repeat(1_600_000);
  const types = ["text/plain", "text/html", "multipart/mixed; boundary=b"];
  const bodies = types.map((type) => ({
    name: `one line of ${type}`,
    bytes: Buffer.from(`Content-Type: ${type}\r\n\r\n${line}`),
  }));
  return [
    ...bodies,
    { name: "one header line", bytes: Buffer.from(`Subject: ${line}\r\n\r\nwords`) },
    { name: "one line of 50 MB", bytes: Buffer.alloc(50_000_000, "x") },
  ];
}
