import type { Coverage } from "../../domain/agreement/coverage.ts";
import { coverageOf } from "../../domain/agreement/coverage-of.ts";
import { responsibleFor } from "../../domain/agreement/responsible-for.ts";
import { type CommandRun, changeTicket, say } from "./command-run.ts";

const COVERAGE: Readonly<Record<Coverage, { da: string; en: string }>> = {
  included: { da: "dækket af aftalen", en: "covered by the agreement" },
  addon: { da: "et tilkøb", en: "an add-on" },
  none: { da: "ikke dækket af aftalen", en: "not covered by the agreement" },
  unknown: { da: "uden kendt dækning", en: "of unknown coverage" },
};

/** `#service`: what the agreement says of it follows from how the organisation hosts. */
export async function setService(run: CommandRun, service: string): Promise<string> {
  const { desk } = run.context;
  const { ticket } = run.from;
  const coverage = coverageOf(desk.services[service] ?? null, ticket.hosting);
  await changeTicket(run, { service, coverage }, "service-changed", { from: ticket.service, to: service, coverage });
  const name = desk.services[service]?.name[run.language] ?? service;
  return say(
    run,
    `Ydelsen er nu ${name}: ${COVERAGE[coverage].da}.`,
    `The service is now ${name}: ${COVERAGE[coverage].en}.`,
  );
}

/** `#activity`: who is accountable follows from the RASCI matrix. */
export async function setActivity(run: CommandRun, activity: string): Promise<string> {
  const { desk } = run.context;
  const { ticket } = run.from;
  const responsible = responsibleFor(desk.activities[activity] ?? null);
  const data = { from: ticket.activity, to: activity, responsible };
  await changeTicket(run, { activity, responsible }, "activity-changed", data);
  const name = desk.activities[activity]?.name[run.language] ?? activity;
  const who =
    responsible === "vendor" ? { da: "leverandøren", en: "the vendor" } : { da: "kunden", en: "the customer" };
  return say(
    run,
    `Aktiviteten er nu ${name}; ansvaret ligger hos ${who.da}.`,
    `The activity is now ${name}; accountable is ${who.en}.`,
  );
}
