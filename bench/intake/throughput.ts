import { madeMails } from "../../test/support/ordinary-mails.ts";
import { waitUntil } from "../support/wait-until.ts";
import { floorOfIntake } from "./floor.ts";
import { countFiled, cpuSeconds, filingRate, isAllSent, lastEmailId, type Stage } from "./stage.ts";

/**
 * From Dovecot to filed, with the clock started and the acknowledgement queued: right after the start of a desk with a full mailbox,
 * and once more when it runs. The acknowledgements go out meanwhile; `cpuMsAMail` is what the desk's process computed for both, which a
 * busy machine changes less than the rates.
 */
export async function benchThroughput(stage: Stage, count: number): Promise<object> {
  const floor = await floorOfIntake(stage, count);
  const desk = await stage.openDesk("throughput");
  const mails = madeMails(count * 2);
  stage.dovecot.appendMany(desk.address, mails.slice(0, count));
  await desk.process.start();
  await waitUntil(async () => (await countFiled(desk)) >= count, 100);
  const started = await filingRate(desk, 0);
  await waitUntil(() => isAllSent(desk), 100);
  const last = await lastEmailId(desk);
  const cpuBefore = cpuSeconds(desk);
  stage.dovecot.appendMany(desk.address, mails.slice(count));
  await waitUntil(async () => (await countFiled(desk)) >= count * 2, 100);
  const running = await filingRate(desk, last);
  await waitUntil(() => isAllSent(desk), 100);
  const cpuMilliseconds = (cpuSeconds(desk) - cpuBefore) * 1000;
  await desk.process.stop();
  const ratio = (rate: number) => Math.round((rate / floor) * 100) / 100;
  return {
    mails: count,
    floorMailsASecond: floor,
    startedMailsASecond: started,
    startedRatio: ratio(started),
    mailsASecond: running,
    ratio: ratio(running),
    cpuMsAMail: Math.round((cpuMilliseconds / count) * 10) / 10,
  };
}
