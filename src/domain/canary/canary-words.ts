import type { Bilingual } from "../desk/language.ts";
import { oneLine } from "../outbound/one-line.ts";
import type { CanaryLeg } from "./canary.ts";

interface Words {
  readonly detail: (about: { readonly mailbox: string; readonly said: Bilingual }) => Bilingual;
  readonly mend: Bilingual;
}

const MAX_SAID = 200;
const WAY_OUT: Bilingual = {
  en: "Run svartid check: it tries each server of SMTP_URL or the desk file at once. See that a process with the role worker runs.",
  da: "Kør svartid check: den prøver med det samme hver server i SMTP_URL eller desk.yaml. Se efter, at en proces med rollen worker kører.",
};
const WAY_IN: Bilingual = {
  en: "Look for it at the mail server: in its queue, its spam folder and its rules, under the subject that begins Canary of the support desk. See that the desk's address, or the one in canary.addresses, is delivered to this mailbox.",
  da: "Led efter den på mailserveren: i dens kø, spammappe og regler, under emnet, der begynder med Supportens prøvemail. Se efter, at supportens adresse, eller den i canary.addresses, bliver leveret til denne postkasse.",
};

/** The leg that it never came to the end of, or that it was seen, and too late to be answered. */
export type CanaryFault = CanaryLeg | "late";

const WORDS: Readonly<Record<CanaryFault, Words>> = {
  sent: {
    detail: ({ mailbox, said }) => ({
      en: `A canary of ${mailbox} did not leave: no server took it.${said.en}`,
      da: `En prøvemail fra ${mailbox} kom ikke af sted: ingen server tog imod den.${said.da}`,
    }),
    mend: WAY_OUT,
  },
  accepted: {
    detail: ({ mailbox }) => ({
      en: `A canary left, and was never seen in ${mailbox}: mail to the desk may be lost on its way.`,
      da: `En prøvemail kom af sted, men dukkede aldrig op i ${mailbox}: mail til supporten når måske ikke frem.`,
    }),
    mend: WAY_IN,
  },
  late: {
    detail: ({ mailbox }) => ({
      en: `A canary was seen in ${mailbox} only when its time was over: mail to the desk is late.`,
      da: `En prøvemail dukkede først op i ${mailbox}, da dens tid var gået: mail til supporten er forsinket.`,
    }),
    mend: WAY_IN,
  },
  ticket: {
    detail: ({ mailbox }) => ({
      en: `A canary left for ${mailbox}, and no ticket was made of it: mail that was taken in lies unread.`,
      da: `En prøvemail til ${mailbox} blev ikke til en sag: mail, der er hentet, ligger ulæst.`,
    }),
    mend: {
      en: "See that a process with the role worker runs; svartid inbound list shows what waits, and the log why.",
      da: "Se efter, at en proces med rollen worker kører; svartid inbound list viser, hvad der venter, og loggen hvorfor.",
    },
  },
  "answer-sent": {
    detail: ({ mailbox, said }) => ({
      en: `A canary of ${mailbox} became a ticket, and its answer did not leave: no server took it.${said.en}`,
      da: `En prøvemail til ${mailbox} blev til en sag, men svaret kom ikke af sted: ingen server tog imod det.${said.da}`,
    }),
    mend: WAY_OUT,
  },
  "answer-seen": {
    detail: ({ mailbox }) => ({
      en: `The answer to a canary left, and was never seen in ${mailbox}: answers may be lost on their way.`,
      da: `Svaret på en prøvemail kom af sted, men dukkede aldrig op i ${mailbox}: svar når måske ikke frem.`,
    }),
    mend: WAY_IN,
  },
};

/** What is wrong where a canary never came to the end of this leg, and what to do. `why`: what a server said of it; null: nothing. */
export function canaryWords(
  leg: CanaryFault,
  { mailbox, why }: { readonly mailbox: string; readonly why: string | null },
): { readonly detail: Bilingual; readonly mend: Bilingual } {
  const line = why === null ? "" : oneLine(why, MAX_SAID);
  const said = line === "" ? { en: "", da: "" } : { en: ` The server said: ${line}`, da: ` Serveren svarede: ${line}` };
  const words = WORDS[leg];
  return { detail: words.detail({ mailbox, said }), mend: words.mend };
}

/** No canary was begun for long after the next was due. */
export const NONE_BEGUN = {
  detail: (mailbox: string): Bilingual => ({
    en: `No canary of ${mailbox} has been sent since the last one: nobody proves that mail goes the whole way.`,
    da: `Der er ikke sendt nogen prøvemail til ${mailbox} siden den sidste: ingen viser, at mail kommer hele vejen rundt.`,
  }),
  mend: {
    en: "See that a process with the role worker runs.",
    da: "Se efter, at en proces med rollen worker kører.",
  },
} as const;

/** The first one has not ended yet. */
export function onItsWay(mailbox: string): Bilingual {
  return {
    en: `The first canary of ${mailbox} is on its way.`,
    da: `Den første prøvemail til ${mailbox} er på vej.`,
  };
}

/** The last one arrived. */
export function goesRound(mailbox: string): Bilingual {
  return {
    en: `Mail of ${mailbox} goes the whole way.`,
    da: `Mail til ${mailbox} kommer hele vejen rundt.`,
  };
}
