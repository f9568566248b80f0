import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Piscina } from "piscina";
import { createMailParser } from "../src/adapters/mime/mail-parser-pool.ts";
import { explainMail } from "../src/usecases/mail/explain-mail.ts";
import { madeMails } from "../test/support/ordinary-mails.ts";
import { readRunOptions } from "../test/support/run-options.ts";
import { machineLine } from "./support/machine-line.ts";

// What `mail explain` does, with two workers, beside bare mailparser with two workers, in turns over the same mails. Where the
// corpus lies beside the clone its mails are read, else made ones. `ratio` is ours by the floor's, of the medians.

const { corpus, rounds } = readRunOptions({ corpus: "../shared/corpus", rounds: 5 });
const THREADS = 2;
const AHEAD = 6;
const mails = corpusMails(corpus);
const parser = createMailParser({
  workerUrl: new URL(`file://${process.cwd()}/dist/adapters/mime/mime-worker.js`),
  maxThreads: THREADS,
});
const bare = new Piscina({ filename: new URL("./parse/bare-worker.mjs", import.meta.url).href, maxThreads: THREADS });

console.log(machineLine(`npm run bench -- parse --rounds ${rounds}`));
try {
  await mailsASecond(explain);
  await mailsASecond(parseBare);
  const ours: number[] = [];
  const floor: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    ours.push(await mailsASecond(explain));
    floor.push(await mailsASecond(parseBare));
  }
  const ratio = Number((median(ours) / median(floor)).toFixed(2));
  console.log(JSON.stringify({ bench: "parse", node: process.version, mails: mails.length, ours, floor, ratio }));
} finally {
  await parser.close();
  await bare.destroy();
}

async function explain(bytes: Buffer): Promise<void> {
  const line = await explainMail(parser, "mail", bytes, { trustedAuthServers: [], dns: "none", ownAddresses: [] });
  JSON.stringify(line);
}

async function parseBare(bytes: Buffer): Promise<void> {
  // Some mails of the corpus are nested to break a reader: giving up counts as reading.
  JSON.stringify(await bare.run(Uint8Array.from(bytes)).catch(() => null));
}

/** As many in hand as the command reads ahead, so that no worker waits. */
async function mailsASecond(read: (bytes: Buffer) => Promise<void>): Promise<number> {
  const began = performance.now();
  const queue = [...mails];
  const next = async (): Promise<void> => {
    for (let bytes = queue.pop(); bytes !== undefined; bytes = queue.pop()) await read(bytes);
  };
  await Promise.all(Array.from({ length: AHEAD }, next));
  return Math.round((mails.length * 1000) / (performance.now() - began));
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

function corpusMails(folder: string): Buffer[] {
  if (!existsSync(join(folder, "unlabelled.json"))) return madeMails(2_000).map((mail) => Buffer.from(mail));
  const { robust, volumeHam } = JSON.parse(readFileSync(join(folder, "unlabelled.json"), "utf8"));
  const names = [...new Set<string>([...robust, ...volumeHam])];
  return names.map((name) => readFileSync(join(folder, "files", name)));
}
