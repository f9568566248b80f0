import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "@jest/globals";
import { createMailParser } from "../../../../src/adapters/mime/mail-parser-pool.ts";
import type { MailKind } from "../../../../src/domain/email/mail-understanding.ts";
import { explainMail } from "../../../../src/usecases/mail/explain-mail.ts";

/** Real mails are not ours to keep; where they lie beside the clone they are read too. */
const corpus = new URL("../../../../../shared/corpus/", import.meta.url);
const whereThere: (name: string, body: () => Promise<void>, timeoutMs?: number) => void = existsSync(corpus)
  ? test
  : (name, body) => test.skip(`${name} [skipped, no corpus beside the clone]`, body);
const workerUrl = new URL("../../../support/mime-worker.mjs", import.meta.url);

async function kindsOf(files: readonly string[]): Promise<Map<MailKind, number>> {
  const parser = createMailParser({ workerUrl });
  const kinds = new Map<MailKind, number>();
  try {
    for (const file of files) {
      const bytes = readFileSync(new URL(`files/${file}`, corpus));
      const line = await explainMail(parser, file, bytes, { trustedAuthServers: [], dns: "none", ownAddresses: [] });
      expect(JSON.parse(JSON.stringify(line))).toMatchObject({ file, text: expect.any(String) });
      kinds.set(line.kind, (kinds.get(line.kind) ?? 0) + 1);
    }
  } finally {
    await parser.close();
  }
  return kinds;
}

whereThere("every odd mail of the corpus gives a line, and none is unreadable", async () => {
  const { robust } = JSON.parse(readFileSync(new URL("unlabelled.json", corpus), "utf8")) as { robust: string[] };
  const kinds = await kindsOf(robust);
  expect([...kinds.values()].reduce((sum, count) => sum + count, 0)).toBe(robust.length);
  expect(kinds.get("unreadable") ?? 0).toBe(0);
});

whereThere("300 ordinary mails are from persons or lists: none is taken for a machine's", async () => {
  const { volumeHam } = JSON.parse(readFileSync(new URL("unlabelled.json", corpus), "utf8")) as { volumeHam: string[] };
  expect([...(await kindsOf(volumeHam)).keys()].sort()).toEqual(["list", "person"]);
});
