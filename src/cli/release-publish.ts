import { Command } from "commander";
import type { NoticeState } from "../domain/releases/delivery-of-notice.ts";
import type { StoredRelease } from "../usecases/ports/release-store.ts";
import { planRelease } from "../usecases/releases/plan-release.ts";
import {
  type OrganisationView,
  type PlannedNoticeView,
  presentNotice,
  presentOrganisation,
  presentPlannedNotice,
  showRelease,
} from "../usecases/releases/present-release.ts";
import { publishRelease } from "../usecases/releases/publish-release.ts";
import type { OpenDesk } from "../wiring.ts";
import { printJson, printLine } from "./print.ts";
import { printTable } from "./print-table.ts";
import { noSuchRelease } from "./release.ts";
import { withDesk } from "./with-desk.ts";

const HELP = `
Each address gets one mail, whatever it is told for. Broken off anywhere, the same command (or the running desk) goes on where it was.

Examples:
  svartid release publish core-5.3 --dry-run
  svartid release publish core-5.3`;

/** `svartid release publish`: tells whom a release concerns, once. */
export function publishCommand(): Command {
  return new Command("publish")
    .description("tell the contacts of the affected organisations and everybody who reported what it fixes")
    .argument("<id>", "such as core-5.3")
    .option("--dry-run", "print who would be told what, and who not and why, and write nothing")
    .addHelpText("after", HELP)
    .action(async (id: string, { json = false, dryRun }: { json?: boolean; dryRun?: boolean }) => {
      await withDesk(async (desk) => (dryRun ? await rehearse(desk, id, json) : await publish(desk, id, json)));
    });
}

interface Rehearsal {
  readonly organisations: OrganisationView[];
  readonly notices: (PlannedNoticeView & { state?: NoticeState })[];
}

async function rehearse(desk: OpenDesk, id: string, json: boolean): Promise<void> {
  const { releases } = desk.unitOfWork.reading;
  const release = await releases.find(id);
  if (release === null) throw noSuchRelease(id);
  const { organisations, notices } = await rehearsed(desk, release);
  const [told, leftOut] = [
    notices.filter((one) => one.leftOut === null),
    notices.filter((one) => one.leftOut !== null),
  ];
  if (json) {
    printJson({
      release: id,
      publishedAt: release.publishedAt,
      tell: told,
      leftOut: { organisations: organisations.filter((one) => one.leftOut !== null), addresses: leftOut },
    });
    return;
  }
  const what = (one: PlannedNoticeView) => whatIsTold(release, organisations, one);
  printTable(
    ["address", "language", "organisations", "what"],
    told.map((one) => [one.address, one.language, one.organisations.join(", "), what(one)]),
  );
  printLine();
  printTable(
    ["left out", "why"],
    [
      ...organisations.flatMap((one) => (one.leftOut === null ? [] : [[one.organisation, one.leftOut]])),
      ...leftOut.map((one) => [one.address, one.leftOut ?? ""]),
    ],
  );
  printLine();
  printLine(
    release.publishedAt === null
      ? `Nothing was sent. svartid release publish ${id} tells these ${told.length}.`
      : `${id} is published already: svartid release status ${id} shows how far each mail got.`,
  );
}

/** Of a published release, what was decided then; of any other, what would be decided now. */
async function rehearsed(desk: OpenDesk, release: StoredRelease): Promise<Rehearsal> {
  const { reading } = desk.unitOfWork;
  if (release.publishedAt === null) {
    const plan = await planRelease(reading, desk.filing.context.desk, release);
    return {
      organisations: plan.organisations.map(presentOrganisation),
      notices: plan.notices.map(presentPlannedNotice),
    };
  }
  const [organisations, deliveries] = await Promise.all([
    reading.releases.listOrganisations(release.id),
    reading.releases.listDeliveries(release.id),
  ]);
  return { organisations: organisations.map(presentOrganisation), notices: deliveries.map(presentNotice) };
}

function whatIsTold(
  { availableOn }: StoredRelease,
  organisations: readonly OrganisationView[],
  notice: PlannedNoticeView,
): string {
  const hostings = new Set(
    organisations
      .filter(({ organisation }) => notice.organisations.includes(organisation))
      .map(({ hosting }) => hosting),
  );
  return [
    ...(hostings.has("vendor") ? [`installed automatically on ${availableOn}`] : []),
    ...(hostings.has("customer") ? [`available from ${availableOn}`] : []),
    ...(notice.reported.length > 0 ? [`reported ${notice.reported.join(", ")}`] : []),
  ].join("; ");
}

async function publish(desk: OpenDesk, id: string, json: boolean): Promise<void> {
  const published = await publishRelease({ unitOfWork: desk.unitOfWork, context: desk.filing.context }, id, desk.actor);
  if (published === null) throw noSuchRelease(id);
  const details = await showRelease(desk.unitOfWork.reading, id);
  const notices = details?.notices;
  const { wasPublished, queued } = published;
  if (json) {
    printJson({ release: id, wasPublished, queued, notices });
    return;
  }
  printLine(
    wasPublished && queued === 0
      ? `${id} was published before, and everybody is told already.`
      : `${id} is published: ${queued} mails were put into the outbox now, ${notices?.["left-out"] ?? 0} addresses were left out.`,
  );
  printLine(`svartid release status ${id} shows how far each mail gets.`);
}
