import type { Bilingual } from "../desk/language.ts";
import { readStatus } from "./delivery-status.ts";

/** Why a mail did not arrive, as far as an agent can do something about it. */
export const DELIVERY_PROBLEMS = [
  "no-such-address",
  "no-such-server",
  "mailbox-full",
  "mailbox-closed",
  "too-large",
  "blocked",
  "content",
  "unreachable",
  "server-trouble",
  "unknown",
] as const;
export type DeliveryProblem = (typeof DELIVERY_PROBLEMS)[number];

/** Codes of RFC 3463 sections 3.2 to 3.8 (and 10 of RFC 7505) by subject and detail, then by subject alone. */
const BY_DETAIL: Readonly<Record<string, DeliveryProblem>> = {
  "1.1": "no-such-address",
  "1.2": "no-such-address",
  "1.3": "no-such-address",
  "1.6": "no-such-address",
  "1.10": "no-such-address",
  "1.7": "blocked",
  "1.8": "blocked",
  "2.1": "mailbox-closed",
  "2.2": "mailbox-full",
  "2.3": "too-large",
  "4.4": "no-such-server",
  "4.6": "server-trouble",
  // Exchange Online's own.
  "4.310": "no-such-server",
  "3.1": "server-trouble",
  "3.4": "too-large",
};
const BY_SUBJECT: Readonly<Record<string, DeliveryProblem>> = {
  "3": "server-trouble",
  "4": "unreachable",
  "6": "content",
  "7": "blocked",
};

/** What servers say instead of a code, lower-cased, or beside one that tells nothing (5.0.0). */
const NO_SUCH_ADDRESS = [
  "user unknown",
  "unknown user",
  "no such user",
  "no such recipient",
  "no such mailbox",
  "no such address",
  "recipient unknown",
  "unknown recipient",
  "recipient not found",
  "user not found",
  "mailbox not found",
  "address not found",
  "user does not exist",
  "user doesn't exist",
  "account does not exist",
  "mailbox does not exist",
  "address does not exist",
  "recipient does not exist",
  "invalid recipient",
  "unrouteable address",
];
const REFUSED = ["access denied", "address rejected", "recipient rejected"];
const FULL = ["mailbox is full", "mailbox full", "inbox is full", "over quota", "quota exceeded", "exceeded quota"];

/**
 * What a reply or a report means. A mailbox said to be full is that whatever the code: seen in the wild under 5.1.1, and one that exists
 * must not be taken for one that does not. `status` is the report's own (RFC 3464), null where there is only a reply.
 */
export function deliveryProblem(status: string | null, words: string): DeliveryProblem {
  const text = words.slice(0, 2_000).toLowerCase();
  if (FULL.some((phrase) => text.includes(phrase))) return "mailbox-full";
  // Seen in the wild: Exchange Online says so of mailboxes that are not there, under a code that means no answer (5.4.1).
  if (REFUSED.some((phrase) => text.includes(phrase)) && byCodes(status, words) === "unreachable") return "unknown";
  const coded = byCodes(status, words);
  if (coded !== null) return coded;
  // A sender whom the server does not know is no recipient that is not there.
  const isAboutSender = text.includes("sender");
  return !isAboutSender && NO_SUCH_ADDRESS.some((phrase) => text.includes(phrase)) ? "no-such-address" : "unknown";
}

/** Only what is said for good counts against an address: a class 4 code, or a reply of 4xx, never does. */
export function isForGood(status: string | null, words: string): boolean {
  const code = status ?? readStatus(words);
  return code === null ? /^\s*5\d\d\b/.test(words) : code.startsWith("5");
}

/** One sentence for an agent, without its full stop. */
export const PROBLEM_WORDS: Readonly<Record<DeliveryProblem, Bilingual>> = {
  "no-such-address": {
    da: "Adressen findes ikke hos modtageren",
    en: "The address does not exist at the recipient's",
  },
  "no-such-server": {
    da: "Domænet i adressen findes ikke eller tager ikke imod mail, så tjek, om adressen er stavet rigtigt",
    en: "The domain of the address does not exist or takes no mail, so check the spelling",
  },
  "mailbox-full": {
    da: "Postkassen er fuld. Adressen er god nok, så prøv igen senere",
    en: "The mailbox is full. The address itself is right, so try again later",
  },
  "mailbox-closed": {
    da: "Postkassen tager ikke imod mail lige nu",
    en: "The mailbox takes no mail at the moment",
  },
  "too-large": {
    da: "Mailen er større, end modtageren tager imod. Send uden bilag, eller del dem op",
    en: "The mail is larger than the recipient takes. Send it without attachments, or split them up",
  },
  blocked: {
    da: "Modtagerens mailserver afviser mailen, f.eks. som spam eller efter egne regler",
    en: "The recipient's mail server refuses the mail, as spam or by rules of its own",
  },
  content: {
    da: "Modtagerens mailserver kan ikke læse mailens indhold",
    en: "The recipient's mail server cannot read what is in the mail",
  },
  unreachable: {
    da: "Modtagerens mailserver svarede ikke i tide",
    en: "The recipient's mail server did not answer in time",
  },
  "server-trouble": {
    da: "Modtagerens mailserver har problemer",
    en: "The recipient's mail server is in trouble",
  },
  unknown: {
    da: "Modtagerens mailserver afviste mailen",
    en: "The recipient's mail server refused the mail",
  },
};

function byCodes(status: string | null, words: string): DeliveryProblem | null {
  return byCode(status) ?? byCode(readStatus(words));
}

function byCode(code: string | null): DeliveryProblem | null {
  const [, subject, detail] = /^[45]\.(\d{1,3})\.(\d{1,3})$/.exec(code ?? "") ?? [];
  if (subject === undefined || detail === undefined) return null;
  return BY_DETAIL[`${subject}.${detail}`] ?? BY_SUBJECT[subject] ?? null;
}
