import { percentiles } from "../support/percentiles.ts";
import { cpuSeconds, residentMegabytes, type Stage } from "./stage.ts";

const TIMES = 5;
const REST_MS = 20_000;

/** `svartid start` on a database that is there, until it is healthy, and what that computed, which a busy machine changes less; then what it holds when nothing happens. */
export async function benchStart(stage: Stage): Promise<object> {
  const desk = await stage.openDesk("start");
  const milliseconds: number[] = [];
  const cpuMilliseconds: number[] = [];
  for (let time = 0; time < TIMES; time++) {
    await desk.process.kill();
    const from = performance.now();
    await desk.process.start();
    milliseconds.push(performance.now() - from);
    cpuMilliseconds.push(cpuSeconds(desk) * 1000);
  }
  await new Promise((resolve) => setTimeout(resolve, REST_MS));
  const restMegabytes = residentMegabytes(desk);
  await desk.process.stop();
  return { startMs: percentiles(milliseconds), startCpuMs: percentiles(cpuMilliseconds), restMegabytes };
}
