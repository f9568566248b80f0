import { Command } from "commander";
import { NOTICE_STATES, type NoticeState } from "../domain/releases/delivery-of-notice.ts";
import {
  type NoticeView,
  type OrganisationView,
  presentNotice,
  presentOrganisation,
} from "../usecases/releases/present-release.ts";
import { examples } from "./examples.ts";
import { oneOf } from "./parse-option.ts";
import { printJson, printLine } from "./print.ts";
import { printTable } from "./print-table.ts";
import { noSuchRelease } from "./release.ts";
import { withStorage } from "./with-desk.ts";

const HELP = `
  sent       the server that the desk sends by took it; "answer" is what it said
  delivered  the recipient's own server reported that it has it
  bounced    it was taken and came back
  failed     it was refused, or tried in vain for five days
  uncertain  nobody knows: svartid outbox resolve decides
  left-out   it gets no mail; "answer" says why
${examples("svartid release status core-5.3 --state bounced")}`;

/** `svartid release status`: for each address, how far its mail got. */
export function statusCommand(): Command {
  return new Command("status")
    .description("show for each address how far its mail got, and who was left out and why")
    .argument("<id>", "such as core-5.3")
    .option("--state <state>", `only what is ${NOTICE_STATES.join(", ")}`, oneOf(NOTICE_STATES))
    .addHelpText("after", HELP)
    .action(async (id: string, { json, state }: { json?: boolean; state?: NoticeState }) => {
      const { organisations, notices } = await read(id);
      const shown = notices.filter((notice) => state === undefined || notice.state === state);
      if (json) printJson({ release: id, organisations, notices: shown });
      else print(shown, organisations);
    });
}

async function read(id: string): Promise<{ organisations: OrganisationView[]; notices: NoticeView[] }> {
  return await withStorage(async ({ unitOfWork }) => {
    const { releases } = unitOfWork.reading;
    const release = await releases.find(id);
    if (release === null) throw noSuchRelease(id);
    const [organisations, deliveries] = await Promise.all([
      releases.listOrganisations(release.id),
      releases.listDeliveries(release.id),
    ]);
    return { organisations: organisations.map(presentOrganisation), notices: deliveries.map(presentNotice) };
  });
}

function print(notices: readonly NoticeView[], organisations: readonly OrganisationView[]): void {
  printTable(
    ["address", "state", "at", "organisations", "reported", "answer"],
    notices.map((one) => [
      one.address,
      one.state,
      one.deliveredAt ?? one.sentAt ?? "",
      one.organisations.join(", "),
      one.reported.join(", "),
      one.leftOut ?? one.reply ?? "",
    ]),
  );
  const leftOut = organisations.filter((one) => one.leftOut !== null);
  if (leftOut.length === 0) return;
  printLine();
  printTable(
    ["organisation left out", "why"],
    leftOut.map((one) => [one.organisation, one.leftOut ?? ""]),
  );
}
