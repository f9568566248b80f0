import { coverageOf } from "../../domain/agreement/coverage-of.ts";
import type { Command } from "../../domain/commands/command.ts";
import type { Desk } from "../../domain/desk/desk.ts";
import type { Bilingual, Language } from "../../domain/desk/language.ts";
import { formatLength } from "../../domain/outbound/local-length.ts";
import type { Ticket } from "../ports/ticket-store.ts";

/** Whoever answers so is understood: see `readAnswer`. */
const HOW_TO_ANSWER: Bilingual = {
  da: "Svar ja eller nej på denne mail, så noterer vi dit svar.",
  en: "Answer yes or no to this mail, and we record your answer.",
};

/** What a yes to a mail's questions will be bound to, and how to say it: what stands under the question that the customer reads. */
export function askTerms(
  desk: Desk,
  ticket: Ticket,
  commands: readonly Command[],
  language: Language,
): readonly string[] {
  const terms = commands.flatMap((command) => {
    if (command.name === "ask-consent") return command.module === null ? [] : [consentTerms(command, language)];
    return command.name === "ask-approval" ? [timeTerms(desk, ticket, { commands, language, ...command })] : [];
  });
  const isAnswered = commands.some((command) => "asked" in command && command.asked !== "access");
  return [...terms, ...(isAnswered ? [HOW_TO_ANSWER[language]] : [])];
}

/** The service that a ticket has once a mail's commands are done. */
export function serviceAfter(ticket: Pick<Ticket, "service">, commands: readonly Command[]): string | null {
  const set = commands.find((command) => command.name === "service");
  return set === undefined ? ticket.service : set.service;
}

function consentTerms(
  { module, version }: { readonly module: string | null; readonly version: string | null },
  language: Language,
): string {
  return {
    da: `Samtykket gælder installation af ${module}, version ${version}.`,
    en: `The consent is to the installation of ${module}, version ${version}.`,
  }[language];
}

function timeTerms(
  desk: Desk,
  ticket: Ticket,
  asked: { readonly commands: readonly Command[]; readonly language: Language; readonly minutes: number },
): string {
  const { language } = asked;
  const length = formatLength(asked.minutes, language);
  const service = desk.services[serviceAfter(ticket, asked.commands) ?? ""] ?? null;
  const coverage = coverageOf(service, ticket.hosting);
  if (service !== null && (coverage === "addon" || coverage === "none")) {
    const name = service.name[language];
    return {
      da: `Det gælder op til ${length} arbejde med ydelsen ${name}, som ikke er med i jeres aftale og derfor faktureres. Uden et ja fakturerer vi det ikke.`,
      en: `This is about up to ${length} of work on the service ${name}, which is not part of your agreement and is therefore billed. Without a yes we do not bill it.`,
    }[language];
  }
  return {
    da: `Det gælder op til ${length} arbejde, som faktureres ud over jeres aftale. Uden et ja fakturerer vi det ikke.`,
    en: `This is about up to ${length} of work that is billed on top of your agreement. Without a yes we do not bill it.`,
  }[language];
}
