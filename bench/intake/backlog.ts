import { madeMails } from "../../test/support/ordinary-mails.ts";
import { waitUntil } from "../support/wait-until.ts";
import { countFiled, filingRate, residentMegabytes, type Stage } from "./stage.ts";

/** A desk that finds this many mails when it starts: how fast it works them off, and whether its memory stays flat. */
export async function benchBacklog(stage: Stage, count: number): Promise<object> {
  const desk = await stage.openDesk("backlog");
  stage.dovecot.appendMany(desk.address, madeMails(count));
  await desk.process.start();
  const memory: { filed: number; megabytes: number }[] = [];
  await waitUntil(async () => {
    const filed = await countFiled(desk);
    memory.push({ filed, megabytes: residentMegabytes(desk) ?? 0 });
    return filed >= count;
  }, 250);
  const mailsASecond = await filingRate(desk, 0);
  await desk.process.stop();
  const peakOf = (part: typeof memory) => Math.max(0, ...part.map(({ megabytes }) => megabytes));
  return {
    mails: count,
    mailsASecond,
    peakMegabytes: peakOf(memory),
    firstHalfPeakMegabytes: peakOf(memory.filter(({ filed }) => filed <= count / 2)),
    secondHalfPeakMegabytes: peakOf(memory.filter(({ filed }) => filed > count / 2)),
  };
}
