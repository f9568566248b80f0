import type { Bilingual } from "../desk/language.ts";
import type { BillingReason, BillingVerdict } from "./billing-verdict.ts";
import type { TimeCause } from "./time-cause.ts";

/** A cause as people say it. */
export const CAUSE_WORDS: Readonly<Record<TimeCause, Bilingual>> = {
  vendor: { da: "leverandøren", en: "the vendor" },
  customer: { da: "kunden", en: "the customer" },
  "third-party": { da: "tredjepart", en: "a third party" },
};

/** The reason of a verdict in words, a whole sentence in both languages, for mails and statements. */
export function billingWords({ reason, cause }: Pick<BillingVerdict, "reason" | "cause">): Bilingual {
  if (reason !== "foreign-fault") return WORDS[reason];
  const { da, en } = CAUSE_WORDS[cause];
  return {
    da: `Fejlen skyldes ${da}, og den ekstra tid hører under kundens ansvar.`,
    en: `The fault was caused by ${en}, and the extra time is the customer's responsibility.`,
  };
}

const WORDS: Readonly<Record<Exclude<BillingReason, "foreign-fault">, Bilingual>> = {
  "vendor-fault": {
    da: "Fejlen skyldes leverandøren, så kunden betaler ikke for tiden.",
    en: "The vendor caused the fault, so the customer does not pay for the time.",
  },
  addon: {
    da: "Ydelsen er et tilkøb, som ikke er med i aftalen.",
    en: "The service is an add-on to the agreement.",
  },
  "not-covered": {
    da: "Ydelsen er ikke omfattet af aftalen.",
    en: "The service is not part of the agreement.",
  },
  covered: {
    da: "Efter ansvarsfordelingen svarer leverandøren for fejlen, og intet siger, at ydelsen ligger uden for aftalen.",
    en: "By the matrix the vendor is accountable for the fault, and nothing says that the service is outside the agreement.",
  },
  correction: {
    da: "En modpostering, der retter tidligere noteret tid.",
    en: "A counter-entry that corrects time recorded before.",
  },
};
