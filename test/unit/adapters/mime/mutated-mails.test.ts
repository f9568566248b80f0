import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "@jest/globals";
import { createMailParser } from "../../../../src/adapters/mime/mail-parser-pool.ts";
import { explainMail } from "../../../../src/usecases/mail/explain-mail.ts";
import { mutateMail } from "../../../support/mutate-mail.ts";
import { madeMails } from "../../../support/ordinary-mails.ts";
import { seededChance } from "../../../support/seeded-chance.ts";

const workerUrl = new URL("../../../support/mime-worker.mjs", import.meta.url);
const folder = new URL("../../../fixtures/mail/", import.meta.url);
const MUTANTS = 400;

test("every mail that was cut, flipped, repeated, nested or glued by chance gives one line, and none is unreadable", async () => {
  const originals = [
    ...readdirSync(folder).map((name) => readFileSync(new URL(name, folder))),
    ...madeMails(20).map((mail) => Buffer.from(mail)),
  ];
  const chance = seededChance(20_261_124);
  const parser = createMailParser({ workerUrl });
  try {
    for (let index = 0; index < MUTANTS; index += 1) {
      const bytes = mutateMail(originals[index % originals.length] as Buffer, chance);
      const options = { trustedAuthServers: [], dns: "none" as const, ownAddresses: [] };
      const line = await explainMail(parser, `${index}`, bytes, options);
      expect({ index, kind: line.kind }).not.toEqual({ index, kind: "unreadable" });
      expect(JSON.stringify(line)).not.toContain("\n");
    }
  } finally {
    await parser.close();
  }
});
