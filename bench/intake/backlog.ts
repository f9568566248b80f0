import { madeMails } from "../../test/support/ordinary-mails.ts";
import { waitUntil } from "../support/wait-until.ts";
import { countFiled, cpuSeconds, filingRate, residentMegabytes, type Stage } from "./stage.ts";

const POINTS = 10;

/**
 * A desk that finds this many mails when it starts: how fast it works them off, and whether its memory stays flat. Prints the
 * curve as it goes, and ends after so many minutes with what it got to.
 */
export async function benchBacklog(stage: Stage, count: number, minutes: number): Promise<object> {
  const desk = await stage.openDesk("backlog");
  stage.dovecot.appendMany(desk.address, madeMails(count));
  await desk.process.start();
  const from = performance.now();
  const cpuBefore = cpuSeconds(desk);
  const memory: { filed: number; megabytes: number }[] = [];
  const curve: string[] = [];
  await waitUntil(async () => {
    const filed = await countFiled(desk);
    const seconds = Math.round((performance.now() - from) / 1000);
    memory.push({ filed, megabytes: residentMegabytes(desk) ?? 0 });
    if (filed >= ((curve.length + 1) * count) / POINTS) {
      curve.push(`${filed}: ${memory.at(-1)?.megabytes} MB`);
      console.log(`backlog: ${filed} of ${count} filed after ${seconds} s, ${memory.at(-1)?.megabytes} MB`);
    }
    return filed >= count || seconds >= minutes * 60;
  }, 500);
  const filed = memory.at(-1)?.filed ?? 0;
  const cpuMilliseconds = (cpuSeconds(desk) - cpuBefore) * 1000;
  const mailsASecond = await filingRate(desk, 0);
  await desk.process.stop();
  const peakOf = (part: typeof memory) => Math.max(0, ...part.map(({ megabytes }) => megabytes));
  return {
    mails: count,
    filed,
    mailsASecond,
    cpuMsAMail: Math.round((cpuMilliseconds / filed) * 10) / 10,
    peakMegabytes: peakOf(memory),
    firstHalfPeakMegabytes: peakOf(memory.filter((point) => point.filed <= filed / 2)),
    secondHalfPeakMegabytes: peakOf(memory.filter((point) => point.filed > filed / 2)),
    curve,
  };
}
