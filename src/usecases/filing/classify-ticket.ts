import { activityKept, activityOf } from "../../domain/agreement/activity-of.ts";
import type { Coverage } from "../../domain/agreement/coverage.ts";
import { coverageOf } from "../../domain/agreement/coverage-of.ts";
import { retargetClocks } from "../clock/retarget-clocks.ts";
import { changeActivity } from "./change-activity.ts";
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

/** `#activity`: whose move it is, who has the ticket and who is told follow from the RASCI matrix. */
export async function setActivity(run: CommandRun, activity: string, isAssigned: boolean): Promise<string[]> {
  const { stores, context, from } = run;
  const before = (await stores.tickets.find(from.ticket.id)) ?? from.ticket;
  const name = context.desk.activities[activity]?.name[run.language] ?? activity;
  const event = {
    type: "activity-changed" as const,
    data: { from: activityOf(context.desk, before)?.id ?? null, to: activity },
  };
  const followed = await changeActivity(run, { before, changes: { activity }, event, isAssigned });
  return [say(run, `Aktiviteten er nu ${name}.`, `The activity is now ${name}.`), ...followed];
}

/** What else the mail of a `#level` says. */
export interface BesideLevel {
  readonly isAssigned: boolean;
  /** Another line gives the activity: the level does not. */
  readonly hasActivity: boolean;
}

/** `#level`: what was spent of a promise stays spent; the activity is that of the new level, unless the ticket has one of its own that is of no level. */
export async function setLevel(
  run: CommandRun,
  { level, why }: { level: string; why?: string },
  { isAssigned, hasActivity }: BesideLevel,
): Promise<string[]> {
  const { stores, context, from, toFile } = run;
  const before = (await stores.tickets.find(from.ticket.id)) ?? from.ticket;
  const name = context.desk.levels[level]?.name[run.language] ?? level;
  if (before.level === level) {
    return [say(run, `Niveauet er allerede ${level} (${name}).`, `The level is ${level} (${name}) already.`)];
  }
  const event = {
    type: "level-changed" as const,
    data: { from: before.level, to: level, ...(why === undefined ? {} : { why }) },
  };
  // First, so that whoever is told of the ticket now reads the time that is promised now.
  await retargetClocks(stores, context.clock, before.id, { at: toFile.now, level, agreed: before });
  const activity = hasActivity ? before.activity : activityKept(context.desk, before);
  const followed = await changeActivity(run, { before, changes: { level, activity }, event, isAssigned });
  return [
    say(run, `Niveauet er nu ${level} (${name}).`, `The level is now ${level} (${name}).`),
    ...(hasActivity ? [] : keptSentence(run, activity)),
    ...followed,
  ];
}

/** Whoever changes the level may expect the activity to follow. */
function keptSentence(run: CommandRun, activity: string | null): string[] {
  const name = activity === null ? undefined : run.context.desk.activities[activity]?.name[run.language];
  if (name === undefined) return [];
  return [say(run, `Aktiviteten er fortsat ${name}.`, `The activity is still ${name}.`)];
}
