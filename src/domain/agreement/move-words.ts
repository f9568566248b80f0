import type { Activity, Desk } from "../desk/desk.ts";
import type { Bilingual } from "../desk/language.ts";
import type { Party, RasciLetter } from "../desk/rasci.ts";
import type { Move } from "./whose-move.ts";

/**
 * Whose move it is and why, in one sentence with its full stop: `vendor` is said to the desk's own people, `customer` to whoever asked. Nothing but
 * the desk's own words is in it.
 */
export function moveWords(desk: Pick<Desk, "activities">, move: Move, reader: Party): Bilingual {
  const row = move.activity === null ? undefined : desk.activities[move.activity];
  if (move.party === null) return ENDED;
  if (move.reason === "activity" && row !== undefined) return activityWords(row, move.party, reader);
  return REASONS[reader][move.reason as keyof (typeof REASONS)[Party]];
}

const ENDED: Bilingual = {
  da: "Ingen har trækket: sagen er afsluttet.",
  en: "Nobody's move: the ticket has ended.",
};

const OURS: Bilingual = { da: "Vores træk: vi skal svare.", en: "Our move: we owe an answer." };

const REASONS = {
  customer: {
    agreement: { da: "Vores træk: vi afgør, om vi kan tage sagen.", en: "Our move: we decide whether we can take it." },
    access: { da: "Jeres træk: vi har bedt jer om adgang.", en: "Your move: we have asked you for access." },
    consent: { da: "Jeres træk: vi har bedt jer om et ja.", en: "Your move: we have asked you for a yes." },
    answer: { da: "Jeres træk: vi venter på jeres svar.", en: "Your move: we wait for your answer." },
    activity: OURS,
    none: OURS,
    ended: ENDED,
  },
  vendor: {
    agreement: {
      da: "Vores træk: ingen aftale dækker sagen; tag den med #godtag, eller sig nej.",
      en: "Our move: no agreement covers the ticket; take it with #accept, or decline.",
    },
    access: { da: "Kundens træk: kunden er bedt om adgang.", en: "The customer's move: they are asked for access." },
    consent: { da: "Kundens træk: kunden er bedt om et ja.", en: "The customer's move: they are asked for a yes." },
    answer: { da: "Kundens træk: vi venter på kundens svar.", en: "The customer's move: we wait for their answer." },
    activity: OURS,
    none: OURS,
    ended: ENDED,
  },
} as const satisfies Record<Party, Record<Move["reason"], Bilingual>>;

function activityWords(row: Activity, mover: Party, reader: Party): Bilingual {
  const name = reader === "customer" && row.toCustomer !== null ? row.toCustomer : lowered(row.name);
  const who = WHO[reader][mover];
  const letters = row[mover].join("/");
  const approves = row[mover].includes("A") ? { da: "", en: "" } : APPROVED_BY[reader][mover];
  const others = reader === "vendor" ? otherParty(row, mover) : { da: "", en: "" };
  return {
    da: `${who.da.move}: ${name.da} er ${who.da.own} ansvar (${letters})${approves.da}${others.da}.`,
    en: `${who.en.move}: ${who.en.are} responsible for ${name.en} (${letters})${approves.en}${others.en}.`,
  };
}

const VENDOR = {
  da: { move: "Vores træk", own: "vores" },
  en: { move: "Our move", are: "we are" },
} as const;

const WHO = {
  customer: {
    vendor: VENDOR,
    customer: { da: { move: "Jeres træk", own: "jeres" }, en: { move: "Your move", are: "you are" } },
  },
  vendor: {
    vendor: VENDOR,
    customer: {
      da: { move: "Kundens træk", own: "kundens" },
      en: { move: "The customer's move", are: "the customer is" },
    },
  },
} as const;

/** Where the mover does the work and the other party is accountable; by reader, then by mover. */
const APPROVED_BY: Readonly<Record<Party, Readonly<Record<Party, Bilingual>>>> = {
  customer: {
    vendor: { da: ", og I godkender (A)", en: ", and you approve (A)" },
    customer: { da: ", og vi godkender (A)", en: ", and we approve (A)" },
  },
  vendor: {
    vendor: { da: ", og kunden godkender (A)", en: ", and the customer approves (A)" },
    customer: { da: ", og vi godkender (A)", en: ", and we approve (A)" },
  },
};

const PARTS: Readonly<Partial<Record<RasciLetter, Bilingual>>> = {
  S: { da: "bistår", en: "support" },
  C: { da: "spørges til råds", en: "are consulted" },
  I: { da: "orienteres", en: "are informed" },
};

/** What the other party does beside: `; vi orienteres og bistår (I/S)`. */
function otherParty(row: Activity, mover: Party): Bilingual {
  const other: Party = mover === "vendor" ? "customer" : "vendor";
  const letters = row[other].filter((letter) => letter in PARTS);
  if (letters.length === 0) return { da: "", en: "" };
  const parts = letters.map((letter) => PARTS[letter] ?? { da: "", en: "" });
  const who = other === "vendor" ? { da: "vi", en: "we" } : { da: "kunden", en: "they" };
  const listed = (language: keyof Bilingual, and: string) =>
    `; ${who[language]} ${parts.map((part) => part[language]).join(` ${and} `)} (${letters.join("/")})`;
  return { da: listed("da", "og"), en: listed("en", "and") };
}

/** A name within a sentence: `IT-systemer` stays as it is. */
function lowered({ da, en }: Bilingual): Bilingual {
  const lower = (name: string) => (/^\p{Lu}\p{Lu}/u.test(name) ? name : name.charAt(0).toLowerCase() + name.slice(1));
  return { da: lower(da), en: lower(en) };
}
