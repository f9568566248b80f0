import { deliveryProblem, PROBLEM_WORDS } from "../../domain/email/delivery-problem.ts";
import { CLASS_RULES } from "../../domain/outbound/mail-class.ts";
import { instant } from "../../domain/time/instant.ts";
import { mailOperations, operationsOf } from "../mail-operations.ts";
import type { OutboxMail } from "../ports/outbox-store.ts";
import type { Stores } from "../ports/unit-of-work.ts";
import type { Refusal } from "../suppress-address.ts";
import { agentOf } from "./agent-of.ts";
import type { FilingContext } from "./filing-context.ts";
import { noteRefused } from "./note-refused.ts";
import { agentsLanguage } from "./spoken-language.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const CODE = "unreached";

/**
 * A notice that an agent never gets is a customer whom nobody answers: operations are told that mail to one of the desk's own people does not
 * arrive, once an hour for each address. Where that is the only address of operations, the log alone says it.
 */
export async function tellOfUnreached(
  stores: Stores,
  context: FilingContext,
  mail: Pick<OutboxMail, "class" | "ticketId">,
  refusals: readonly Refusal[],
): Promise<void> {
  if (CLASS_RULES[mail.class].audience !== "desk") return;
  const now = await stores.now();
  for (const refusal of refusals) {
    const { address } = refusal;
    const since = { hour: instant(now - HOUR_MS), day: instant(now - DAY_MS) };
    if ((await stores.automaticAnswers.count(address, since, CODE)).sameBodyLastHour > 0) continue;
    await stores.automaticAnswers.record(address, now, CODE);
    await tellOf(stores, context, { ticketId: mail.ticketId, refusal });
  }
}

async function tellOf(
  stores: Stores,
  context: FilingContext,
  { ticketId, refusal }: { readonly ticketId: number | null; readonly refusal: Refusal },
): Promise<void> {
  const { desk, log } = context;
  const { address, status, reply } = refusal;
  const key = agentOf(desk, address.toLowerCase());
  const fields = { agent: key ?? "ops", ticketId };
  stores.afterCommit(() => log.error(fields, "mail to one of the desk's own people does not arrive"));
  const now = await stores.now();
  const ops = operationsOf(desk, now).filter((one) => one.toLowerCase() !== address.toLowerCase());
  if (ops.length === 0) return;
  const data = {
    name: (key === null ? null : desk.agents[key]?.name) ?? address,
    address,
    meaning: PROBLEM_WORDS[deliveryProblem(status, reply)][agentsLanguage(desk)],
    reply: reply || (status ?? ""),
  };
  const queued = await mailOperations(stores, context, ops, { template: "unreached-agent", data });
  await noteRefused(stores, context, queued, { ticketId, agent: "ops", at: now });
}
