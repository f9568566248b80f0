import { expect, test } from "@jest/globals";
import type { ImapFlow } from "imapflow";
import { fetchInPieces } from "../../../../src/adapters/imap/fetch-in-pieces.ts";

const LIMITS = { maxMailBytes: 1_000, pieceBytes: 10 };
const MAIL = { uid: 7, size: 100 };

/** A server that has these octets of the mail to give in pieces, and those when asked for the whole. */
function serving(inPieces: Buffer, whole: Buffer): ImapFlow {
  const fetchOne = async (_uid: string, { source }: { source: true | { start: number; maxLength: number } }) => ({
    uid: MAIL.uid,
    source: source === true ? whole : inPieces.subarray(source.start, source.start + source.maxLength),
  });
  return { fetchOne } as unknown as ImapFlow;
}

test("a mail whose server breaks off before the stated size, in pieces and as a whole, is a failure and no shorter mail", async () => {
  const client = serving(Buffer.alloc(25, "x"), Buffer.alloc(20, "x"));
  await expect(fetchInPieces(client, MAIL, LIMITS, () => undefined)).rejects.toMatchObject({
    system: "imap",
    code: "short-read",
    retryable: true,
    message: expect.stringMatching(
      /hands out 25 octets of a mail \(UID 7\) that it states to have 100: .*svartid audit/,
    ),
  });
});

test("a mail that is shorter than stated also as a whole is taken whole", async () => {
  const bytes = Buffer.alloc(25, "x");
  const fetched = await fetchInPieces(serving(bytes, bytes), MAIL, LIMITS, () => undefined);
  expect(fetched).toMatchObject({ bytes, size: 25 });
});
