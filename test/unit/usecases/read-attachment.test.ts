import { expect, test } from "@jest/globals";
import { createSigner } from "../../../src/adapters/system/signer.ts";
import { instant } from "../../../src/domain/time/instant.ts";
import { writeAttachmentLink } from "../../../src/usecases/attachment-link.ts";
import { createAttachmentReader, type ReadAttachmentDeps } from "../../../src/usecases/read-attachment.ts";
import { testDesk } from "../../support/test-desk.ts";

const signer = createSigner(["a secret of the tests, long enough to sign with"]);
const NOW = instant(Date.UTC(2026, 10, 24));
const sha256 = "5d41402a".repeat(8);
const grant = { inboundEmailId: 17, sha256, agent: "one" };
const link = writeAttachmentLink(signer, "https://support.desk.example", grant, { now: NOW, days: 14 });
const token = new URL(link).searchParams.get("token")!;
const file = { filename: "a.pdf", contentType: "application/pdf", content: Buffer.from("x"), sha256 };

test("many who follow a link at once get the file one after another, and one whose reading failed holds nobody up", async () => {
  let [held, most, reads] = [0, 0, 0];
  const inbound = {
    readBytes: async () => {
      reads += 1;
      if (reads === 1) throw new Error("the database does not answer");
      held += 1;
      most = Math.max(most, held);
      await new Promise(setImmediate);
      return Buffer.from("x");
    },
  } as unknown as ReadAttachmentDeps["stores"]["inbound"];
  const parser = {
    readAttachments: async () => {
      await new Promise(setImmediate);
      held -= 1;
      return [{ ...file, inline: false, contentId: null }];
    },
  };
  const read = createAttachmentReader({
    desk: testDesk(),
    stores: { now: async () => NOW, inbound },
    parser,
    signer,
  }).byToken;
  const answers = await Promise.allSettled([...Array(20)].map(() => read(token)));
  expect(answers.map(({ status }) => status)).toEqual(["rejected", ...Array(19).fill("fulfilled")]);
  expect([most, reads]).toEqual([1, 20]);
});
