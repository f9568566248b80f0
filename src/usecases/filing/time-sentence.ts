import type { BillingVerdict } from "../../domain/billing/billing-verdict.ts";
import { billingWords, CAUSE_WORDS } from "../../domain/billing/billing-words.ts";
import type { Bilingual } from "../../domain/desk/language.ts";
import { formatLength } from "../../domain/outbound/local-length.ts";
import { formatWorkingTime } from "../../domain/time/working-time.ts";
import type { Ticket } from "../ports/ticket-store.ts";
import { type CommandRun, say } from "./command-run.ts";

/** An entry, and how many of its minutes are billed by now: less than 0 in a counter-entry. */
export interface RecordedTime {
  readonly minutes: number;
  readonly verdict: BillingVerdict;
  readonly billed: number;
}

/** What is told of recorded time: who pays for it and why, and what the customer has yet to approve. */
export async function timeSentence(run: CommandRun, ticket: Ticket, recorded: RecordedTime): Promise<string> {
  const { minutes, verdict, billed } = recorded;
  const { cause } = verdict;
  const length = lengthOf(Math.abs(minutes));
  const what =
    minutes > 0
      ? { da: `${length.da} er noteret`, en: `${length.en} are recorded` }
      : { da: `${length.da} er trukket fra`, en: `${length.en} are taken back` };
  const why = billingWords(verdict);
  const side = await sideOf(run, ticket, { minutes: Math.abs(minutes), billed: Math.abs(billed), recorded });
  return say(
    run,
    `${what.da} (årsag: ${CAUSE_WORDS[cause].da}). ${side.da} ${why.da}`,
    `${what.en} (cause: ${CAUSE_WORDS[cause].en}). ${side.en} ${why.en}`,
  );
}

async function sideOf(
  run: CommandRun,
  ticket: Ticket,
  { minutes, billed, recorded }: { minutes: number; billed: number; recorded: RecordedTime },
): Promise<Bilingual> {
  if (!recorded.verdict.billable) return { da: "Tiden faktureres ikke.", en: "The time is not billed." };
  if (billed === minutes) return { da: "Tiden faktureres.", en: "The time is billed." };
  if (recorded.minutes < 0) return creditOf(billed);
  const open = minutes - billed;
  const part = lengthOf(billed);
  const rest = lengthOf(open);
  const asked = await whatIsAsked(run, ticket, open);
  if (billed === 0) {
    return {
      da: `Tiden faktureres først, når kunden har godkendt den. ${asked.da}`,
      en: `The time is not billed until the customer has approved it. ${asked.en}`,
    };
  }
  return {
    da: `${part.da} faktureres; ${rest.da} ligger ud over det godkendte og faktureres først, når kunden har godkendt det. ${asked.da}`,
    en: `${part.en} are billed; ${rest.en} are more than was approved and are not billed until the customer has approved them. ${asked.en}`,
  };
}

/** What was never billed is taken back first. */
function creditOf(billed: number): Bilingual {
  if (billed === 0) return { da: "Den var ikke faktureret.", en: "It was not billed." };
  const part = lengthOf(billed);
  return { da: `Heraf var ${part.da} faktureret.`, en: `${part.en} of it were billed.` };
}

/** The last question for such work that has no answer, or a no; else how to ask. */
async function whatIsAsked({ stores }: CommandRun, { id, service }: Ticket, open: number): Promise<Bilingual> {
  const approvals = await stores.approvals.listForTicket(id);
  const last = approvals.findLast(
    (one) => !one.isWithdrawn && (one.asked === "coverage" || one.asked === "extra-time") && one.service === service,
  );
  if (last !== undefined && last.answer === null) {
    return { da: "Kunden er spurgt og har ikke svaret endnu.", en: "The customer is asked and has not answered yet." };
  }
  const no = last?.answer?.outcome === "refused";
  return {
    da: `${no ? "Kunden har sagt nej. " : ""}Spørg med #bed-om-godkendelse ${formatWorkingTime(open)} TEKST.`,
    en: `${no ? "The customer said no. " : ""}Ask with #ask-approval ${formatWorkingTime(open)} TEXT.`,
  };
}

function lengthOf(minutes: number): Bilingual {
  return { da: formatLength(minutes, "da"), en: formatLength(minutes, "en") };
}
