import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { type FilingDeps, fileMailboxes } from "../../src/usecases/filing/file-mailboxes.ts";
import { acceptLate, fileLate, type LateMail } from "../support/late-mail.ts";
import { openTestDesk, type TestDesk } from "../support/open-test-desk.ts";
import { SUPPORT_MAILBOX, testDesk } from "../support/test-desk.ts";

// Anybody may give a Message-ID to as many mails as they like, each of which is on a ticket of its own.

const EVE = "eve@evil.example";
const FLOOD = 30;

let desk: TestDesk;

beforeEach(async () => {
  desk = await openTestDesk(testDesk(SUPPORT_MAILBOX));
});
afterEach(() => desk.close());

async function flood() {
  for (let place = 0; place < FLOOD; place++) {
    await acceptLate(desk, { id: "same", from: EVE, text: `Den ${place}. af dem` });
  }
  await fileMailboxes(desk.open.filing);
}

/** How many tickets are looked at for the next mail. */
async function looksFor(mail: LateMail): Promise<number> {
  await acceptLate(desk, mail);
  const { unitOfWork, filing } = desk.open;
  let looks = 0;
  const counting: FilingDeps["unitOfWork"] = {
    ...unitOfWork,
    transaction: (work) =>
      unitOfWork.transaction((stores) => {
        const listParticipants = (id: number) => {
          looks += 1;
          return stores.tickets.listParticipants(id);
        };
        return work({ ...stores, tickets: { ...stores.tickets, listParticipants } });
      }),
  };
  await fileMailboxes({ ...filing, unitOfWork: counting });
  return looks;
}

test("a mail that names what many tickets hold makes few looks", async () => {
  await flood();
  expect(await looksFor({ id: "naming", names: ["same"] })).toBeLessThan(10);
  expect(await looksFor({ id: "eves", from: EVE, names: ["same"] })).toBeLessThan(10);
});

test("whoever takes part in the last of them gets there", async () => {
  await flood();
  const own = await fileLate(desk, { id: "same" });
  expect(await fileLate(desk, { id: "answer", names: ["same"] })).toBe(own);
});
