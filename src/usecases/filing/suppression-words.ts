import type { Bilingual } from "../../domain/desk/language.ts";
import { PROBLEM_WORDS } from "../../domain/email/delivery-problem.ts";
import type { Suppression } from "../ports/suppression-store.ts";

// Nothing else suppresses an address, in whatever words the server said it.
const MEANING = PROBLEM_WORDS["no-such-address"];

/** The requester's address is suppressed: what the agent who answers is told, and how to mend it. */
export function requesterSuppressed({ address, why }: Suppression): Bilingual {
  return {
    da: `Kunden kan ikke få mail på ${address}. ${MEANING.da} (»${why}«). Intet blev sendt. Ring til kunden, eller få driften til at ophæve spærringen: svartid suppression remove ${address}`,
    en: `The requester cannot be mailed at ${address}. ${MEANING.en} ("${why}"). Nothing was sent. Call them, or ask operations to lift it: svartid suppression remove ${address}`,
  };
}

/** A copy that does not go out while the answer does. */
export function copySuppressed({ address }: Suppression): Bilingual {
  return {
    da: `${address} får ikke mailen. ${MEANING.da}. Fjern adressen med #uncc, eller få driften til at ophæve spærringen: svartid suppression remove ${address}`,
    en: `${address} does not get the mail. ${MEANING.en}. Take it off with #uncc, or ask operations to lift it: svartid suppression remove ${address}`,
  };
}
