import { JOURNAL_NAME } from "../domain/desk/mailbox-settings.ts";
import { mailboxFailureInDanish } from "../domain/readiness/mailbox-failure-in-danish.ts";
import type { Instant } from "../domain/time/instant.ts";
import { judgeCanaries } from "./canary/judge-canary.ts";
import type { Measures } from "./ports/measure-store.ts";
import type { ReadinessResult } from "./ports/readiness.ts";
import { fault, fine } from "./readiness-result.ts";
import { JOURNAL_LOOK_SECONDS } from "./watch-journal.ts";

/** What the desk is configured to do, and so must be able to do. */
export interface Expectations {
  /** The mailboxes that are read; `smtp`: answers leave through it. */
  mailboxes: readonly { name: string; imap: boolean; smtp: boolean }[];
  /** Whether copies of what the desk sends go to a journal, which is looked at. */
  journal?: boolean;
  /** Whether a process takes mail by LMTP, so that no mailbox needs to be read. */
  lmtp: boolean;
  /** How often a mailbox is read at least. */
  pollSeconds: number;
  /** How often a canary job goes through the queue. */
  canarySeconds: number;
  /** The mailboxes that get canaries, which are mails; null or missing: none is sent. */
  canaries?: Parameters<typeof judgeCanaries>[1];
}

const SECOND_MS = 1000;
/** How often a process that listens for LMTP says that it does. */
export const LMTP_BEAT_SECONDS = 20;
/** One missed interval may be a slow server; three are an outage. */
const INTERVALS = 3;
/**
 * Of a mailbox, whose looks come a poll apart and each note what they have read: half an interval less, so that one that stands still is red within three
 * minutes, while a look may still take one and a half intervals without anything read.
 */
const MAILBOX_INTERVALS = 2.5;
/** One receiver may ask for patience, by greylisting; several that do at once are no receivers' doing. */
const SENDING_STALLED_MS = 10 * 60 * SECOND_MS;
const SENDING_REFUSED_MS = 2 * 60 * SECOND_MS;
const DOMAINS_OF_ONE_CAUSE = 3;

/** What can be said of the desk's health from one look at its tables. Pure: the same measures give the same answer. */
export function judgeReadiness(measures: Measures, expected: Expectations): ReadinessResult[] {
  return [
    fine("database", { en: "The database answers.", da: "Databasen svarer." }),
    ...judgeMailboxes(measures, expected),
    ...judgeLmtp(measures, expected),
    judgeQueue(measures, expected),
    judgeSending(measures, expected),
    ...judgeCanaries(measures, expected.canaries ?? null),
    ...judgeJournal(measures, expected),
  ];
}

function judgeMailboxes(measures: Measures, expected: Expectations): ReadinessResult[] {
  const read = expected.mailboxes.filter((mailbox) => mailbox.imap);
  if (read.length === 0 && !expected.lmtp) {
    return [
      fault(
        "mailboxes",
        {
          en: "No mailbox is configured, so no mail is read.",
          da: "Der er ikke sat nogen postkasse op, så der bliver ikke læst mail.",
        },
        {
          en: "Set IMAP_URL or LMTP_LISTEN, or list the mailboxes in the desk file, and start again.",
          da: "Sæt IMAP_URL eller LMTP_LISTEN, eller skriv postkasserne i desk.yaml, og start igen.",
        },
      ),
    ];
  }
  return read.map(({ name }) => judgeMailbox(name, measures, expected));
}

function judgeMailbox(name: string, measures: Measures, expected: Expectations): ReadinessResult {
  const check = `mailbox ${name}`;
  const mailbox = measures.mailboxes.find((candidate) => candidate.name === name);
  const success = mailbox?.lastSuccessAt ?? null;
  const failure = failureSince(success, mailbox);
  const refused = failure === null ? null : judgeRefusal(name, failure);
  if (refused !== null) return refused;
  const seconds = MAILBOX_INTERVALS * expected.pollSeconds;
  if (success !== null && measures.now - success <= seconds * SECOND_MS) {
    const isWithheld = failure?.code === "mails-withheld";
    return fine(check, {
      en: `Mailbox ${name} was read lately.${isWithheld ? ` ${failure.message}` : ""}`,
      da: `Postkassen ${name} er læst for nylig.${isWithheld ? ` ${mailboxFailureInDanish(failure.code)}` : ""}`,
    });
  }
  const { en: mendInEnglish, da: mendInDanish } = SEE_INTAKE;
  const silence =
    success === null
      ? { en: `Mailbox ${name} has not been read yet.`, da: `Postkassen ${name} er ikke læst endnu.` }
      : {
          en: `Mailbox ${name} was not read for ${seconds} s; it is looked at every ${expected.pollSeconds} s.`,
          da: `Postkassen ${name} er ikke læst i ${seconds} s; der ses efter hvert ${expected.pollSeconds}. sekund.`,
        };
  const mend = {
    en: failure?.message ?? mendInEnglish,
    da: failure === null ? mendInDanish : mailboxFailureInDanish(failure.code),
  };
  return fault(check, silence, mend, success);
}

/** What only a person can help with, and so is red at once; null: it may pass. */
function judgeRefusal(
  name: string,
  { code, message }: { readonly code: string | null; readonly message: string },
): ReadinessResult | null {
  const check = `mailbox ${name}`;
  if (code === "login-refused") {
    return fault(
      check,
      { en: `The login of mailbox ${name} was refused.`, da: `Loginnet til postkassen ${name} blev afvist.` },
      {
        en: "Correct user and password in IMAP_URL or the desk file; svartid check tries them at once.",
        da: "Ret bruger og adgangskode i IMAP_URL eller desk.yaml; svartid check prøver dem med det samme.",
      },
    );
  }
  if (code === "token-revoked") {
    return fault(
      check,
      {
        en: `The mail server refuses the access token of mailbox ${name}.`,
        da: `Mailserveren afviser adgangstokenet til postkassen ${name}.`,
      },
      { en: message, da: mailboxFailureInDanish(code) },
    );
  }
  if (code === "token-refused") {
    return fault(
      check,
      { en: `Mailbox ${name} gets no access token.`, da: `Postkassen ${name} får intet adgangstoken.` },
      { en: message, da: mailboxFailureInDanish(code) },
    );
  }
  return null;
}

const SEE_INTAKE = {
  en: "Run svartid check: it says whether the server can be reached. If it can, see that a process with the role intake runs.",
  da: "Kør svartid check: den siger, om serveren kan nås. Kan den det, så se efter, at en proces med rollen intake kører.",
};

// Never red: mail leaves without it, and only what becomes of a mail whose answer was not heard is left to its class.
function judgeJournal(measures: Measures, { journal = false }: Expectations): ReadinessResult[] {
  if (!journal) return [];
  const mailbox = measures.mailboxes.find((candidate) => candidate.name === JOURNAL_NAME);
  const success = mailbox?.lastSuccessAt ?? null;
  const failure = failureSince(success, mailbox);
  const limit = INTERVALS * JOURNAL_LOOK_SECONDS * SECOND_MS;
  if (failure === null && success !== null && measures.now - success <= limit) {
    return [fine("journal", { en: "The journal was read lately.", da: "Journalen er læst for nylig." })];
  }
  const detail =
    failure === null
      ? { en: "The journal has not been read for a while.", da: "Journalen er ikke læst i et stykke tid." }
      : {
          en: "The journal cannot be read: whether a mail was taken whose answer was not heard, nobody knows meanwhile.",
          da: "Journalen kan ikke læses: om en mail blev modtaget, når svaret udeblev, ved ingen imens.",
        };
  const mend = {
    en: failure?.message ?? "See that a process with the role worker runs; svartid check looks at the journal at once.",
    da:
      failure === null
        ? "Se efter, at en proces med rollen worker kører; svartid check ser i journalen med det samme."
        : mailboxFailureInDanish(failure.code),
  };
  return [fine("journal", detail, mend)];
}

// Only what went wrong since the last reading matters.
function failureSince(
  success: Instant | null,
  mailbox: Measures["mailboxes"][number] | undefined,
): { readonly code: string | null; readonly message: string } | null {
  if (!mailbox || mailbox.lastError === null || !isLater(mailbox.lastErrorAt, success)) return null;
  return { code: mailbox.lastErrorCode, message: mailbox.lastError };
}

function judgeLmtp(measures: Measures, expected: Expectations): ReadinessResult[] {
  if (!expected.lmtp) return [];
  const beat = measures.heartbeats.find((heartbeat) => heartbeat.name === "lmtp");
  const limit = INTERVALS * LMTP_BEAT_SECONDS * SECOND_MS;
  if (beat !== undefined && measures.now - beat.at <= limit) {
    return [fine("lmtp", { en: "Mail is taken by LMTP.", da: "Der bliver taget imod mail over LMTP." })];
  }
  return [
    fault(
      "lmtp",
      { en: "No process takes mail by LMTP.", da: "Ingen proces tager imod mail over LMTP." },
      {
        en: "See that a process with the role intake runs; mail waits at the mail server meanwhile.",
        da: "Se efter, at en proces med rollen intake kører; imens venter mail på mailserveren.",
      },
      beat?.at ?? null,
    ),
  ];
}

function judgeQueue(measures: Measures, expected: Expectations): ReadinessResult {
  const canary = measures.heartbeats.find((heartbeat) => heartbeat.name === "canary");
  const limit = INTERVALS * expected.canarySeconds * SECOND_MS;
  if (canary !== undefined && measures.now - canary.at <= limit) {
    return fine("queue", { en: "The queue works its jobs.", da: "Køen arbejder." });
  }
  const detail =
    canary === undefined
      ? { en: "No job has gone through the queue yet.", da: "Ingen opgave er kommet gennem køen endnu." }
      : {
          en: `No job went through the queue for ${INTERVALS} intervals of ${expected.canarySeconds} s; the sweep fires the clocks meanwhile.`,
          da: `Ingen opgave er kommet gennem køen i ${INTERVALS} perioder på ${expected.canarySeconds} s; frister bliver imens overvåget uden den.`,
        };
  const mend = {
    en: "See that a process with the role worker runs and that REDIS_URL, if it is set, can be reached.",
    da: "Se efter, at en proces med rollen worker kører, og at REDIS_URL kan nås, hvis den er sat.",
  };
  return fault("queue", detail, mend, canary?.at ?? null);
}

function judgeSending(measures: Measures, expected: Expectations): ReadinessResult {
  if (!expected.mailboxes.some((mailbox) => mailbox.smtp)) {
    return fault(
      "sending",
      {
        en: "No way out is configured, so no mail can be sent.",
        da: "Der er ikke sat nogen server op til at sende gennem, så der kan ikke sendes mail.",
      },
      {
        en: "Set SMTP_URL, or give a mailbox its smtp in the desk file, and start again.",
        da: "Sæt SMTP_URL, eller giv en postkasse dens smtp i desk.yaml, og start igen.",
      },
    );
  }
  const stalled = measures.deferred.filter((mail) => isStalled(mail, measures.now));
  const oldest = stalled.toSorted((one, other) => one.oldestAt - other.oldestAt)[0];
  if (oldest === undefined) return fine("sending", { en: "Mail leaves.", da: "Mail kommer af sted." });
  const minutes = Math.floor((measures.now - oldest.oldestAt) / 60_000);
  const mailboxes = (itself: string) => stalled.map(({ mailbox }) => mailbox ?? itself).join(", ");
  return fault(
    "sending",
    {
      en: `Mail of ${mailboxes("no mailbox")} has been refused for now for ${minutes} minutes, and none of it has left since.`,
      da: `Mail fra ${mailboxes("ingen postkasse")} er blevet afvist foreløbig i ${minutes} minutter, og intet af den er kommet af sted siden.`,
    },
    {
      en: "Run svartid check for the SMTP server, and svartid outbox list --state deferred for what it answered.",
      da: "Kør svartid check for at prøve SMTP-serveren, og svartid outbox list --state deferred for at se, hvad den svarede.",
    },
    oldest.oldestAt,
  );
}

function isStalled({ oldestAt, lastSentAt, domains }: Measures["deferred"][number], now: Instant): boolean {
  const limit = domains >= DOMAINS_OF_ONE_CAUSE ? SENDING_REFUSED_MS : SENDING_STALLED_MS;
  return now - oldestAt > limit && !isLater(lastSentAt, oldestAt);
}

function isLater(at: Instant | null, than: Instant | null): boolean {
  return at !== null && (than === null || at > than);
}
