import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { sql } from "kysely";
import { queueDigests } from "../../src/usecases/clock/queue-digests.ts";
import { sweepClocks } from "../../src/usecases/clock/sweep-clocks.ts";
import { type AgentDesk, openAgentDesk } from "../support/agent-desk.ts";
import { readMail } from "../support/read-mail.ts";

let world: AgentDesk;
let digest: { messageId: string; address: string };

const stores = () => world.desk.open.unitOfWork.reading;

beforeEach(async () => {
  world = await openAgentDesk();
  const { database, unitOfWork, clock: context, mail, log, settings } = world.desk.open;
  await sql`update desk_time set "offset" = "offset" + interval '90 days'`.execute(database);
  const bells = { ring: () => undefined, arm: async () => [] };
  const deps = { unitOfWork, context, mail, log, bells, publicUrl: settings.config.publicUrl };
  await sweepClocks(deps);
  await sql`update desk_time set "offset" = "offset" + interval '2 minutes'`.execute(database);
  await queueDigests(deps);
  const mails = await stores().outbox.list({ limit: 50 });
  const ofOne = mails.find((one) => one.class === "alert" && one.recipients[0]?.address === "one@desk.example");
  const { text } = await readMail((await stores().outbox.find(ofOne?.id ?? 0))?.bytes ?? "");
  digest = { messageId: ofOne?.messageId ?? "", address: /#kvitter til: (\S+)/.exec(text)?.[1] ?? "" };
});
afterEach(() => world.close());

async function answer(to: string, id: string): Promise<void> {
  await world.desk.file(
    [
      "Authentication-Results: mx.desk.example; dmarc=pass header.from=desk.example",
      "From: one@desk.example",
      `To: ${to}`,
      "Subject: Re: 3 alarmer om svartid",
      `Message-ID: <${id}@desk.example>`,
      `In-Reply-To: ${digest.messageId}`,
      "",
      "#kvitter",
    ].join("\n"),
  );
}

test("#ack to the address of its line silences that ticket", async () => {
  await answer(digest.address, "a1");
  const { id } = await world.ticket();
  expect((await stores().clocks.listForTicket(id))[0]?.ladderHeldUntil).not.toBeNull();
});

test("#ack in answer to the digest itself silences nothing, opens nothing, and is told to the agent", async () => {
  const before = (await stores().outbox.list({ limit: 50 })).length;
  await answer("support@desk.example", "a2");
  expect(await stores().tickets.list({ limit: 10 })).toHaveLength(1);
  const { id } = await world.ticket();
  expect((await stores().clocks.listForTicket(id))[0]?.ladderHeldUntil).toBeNull();
  const after = await stores().outbox.list({ limit: 50 });
  expect(after).toHaveLength(before + 1);
  expect(after[0]).toMatchObject({ class: "confirmation", recipients: [{ address: "one@desk.example" }] });
  const { text } = await readMail((await stores().outbox.find(after[0]?.id ?? 0))?.bytes ?? "");
  expect(text).toContain("skriv til adressen ud for sagen");
  expect((await stores().inbound.list({ limit: 1 }))[0]).toMatchObject({ decision: "recorded" });
});
