import type { Bilingual } from "../../domain/desk/language.ts";
import { deliveryProblem, PROBLEM_WORDS } from "../../domain/email/delivery-problem.ts";
import type { Suppression } from "../ports/suppression-store.ts";

/** The requester's address is suppressed: what the agent who answers is told, and how to mend it. */
export function requesterSuppressed(suppression: Suppression): Bilingual {
  const { address, why } = suppression;
  const meaning = meaningOf(suppression);
  return {
    da: `Kunden kan ikke få mail på ${address}. ${meaning.da} (»${why}«). Intet blev sendt. Ring til kunden, eller få driften til at ophæve spærringen: svartid suppression remove ${address}`,
    en: `The requester cannot be mailed at ${address}. ${meaning.en} ("${why}"). Nothing was sent. Call them, or ask operations to lift it: svartid suppression remove ${address}`,
  };
}

/** A copy that does not go out while the answer does. */
export function copySuppressed(suppression: Suppression): Bilingual {
  const { address } = suppression;
  const meaning = meaningOf(suppression);
  return {
    da: `${address} får ikke mailen. ${meaning.da}. Fjern adressen med #uncc, eller få driften til at ophæve spærringen: svartid suppression remove ${address}`,
    en: `${address} does not get the mail. ${meaning.en}. Take it off with #uncc, or ask operations to lift it: svartid suppression remove ${address}`,
  };
}

function meaningOf({ why }: Suppression): Bilingual {
  return PROBLEM_WORDS[deliveryProblem(null, why)];
}
