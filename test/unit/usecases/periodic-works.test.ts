import { expect, jest, test } from "@jest/globals";
import { listPeriodicWorks, startPeriodicWorks } from "../../../src/usecases/periodic-works.ts";
import { silentLog } from "../../support/silent-log.ts";
import { until } from "../../support/until.ts";

test("every guarantee behind a bell is among the periodic works, the clocks every 15 seconds", () => {
  const run = async () => undefined;
  const works = listPeriodicWorks({
    adoptDesk: run,
    sweepClocks: run,
    queueDigests: run,
    fileAccepted: run,
    sendQueued: run,
    postWebhooks: run,
    sendCanaries: run,
    watchStorage: run,
    resolveOutbox: run,
    seekEvidence: run,
    foldMeasures: run,
    warnOfExpiry: run,
    remindOfAgreements: run,
    askSurveys: run,
    forgetAnswers: run,
    dropOldEvents: run,
    backUpNightly: run,
    followReleases: run,
    applyRetention: run,
    resumeErasures: run,
    signTrail: run,
    sealLedgers: run,
    watchTroubles: run,
  });
  expect(works.find(({ name }) => name === "sweep-clocks")?.everySeconds).toBe(15);
  expect(works).toHaveLength(23);
});

test("a work runs at once and never beside itself, and stopping waits for it", async () => {
  let running = 0;
  let most = 0;
  let release: () => void = () => undefined;
  const run = async () => {
    running += 1;
    most = Math.max(most, running);
    await new Promise<void>((resolve) => {
      release = resolve;
    });
    running -= 1;
  };
  const works = startPeriodicWorks([{ name: "slow", everySeconds: 0.005, run }], silentLog);
  await until(() => running === 1);
  await new Promise((resolve) => setTimeout(resolve, 40));
  expect(most).toBe(1);
  const stopped = works.stop();
  expect(running).toBe(1);
  release();
  await stopped;
  expect(running).toBe(0);
});

test("a work that keeps failing is logged once, and once more when it succeeds again", async () => {
  const log = { ...silentLog, error: jest.fn(), info: jest.fn() };
  let runs = 0;
  const run = async () => {
    runs += 1;
    if (runs < 4) throw new Error("not yet");
  };
  const works = startPeriodicWorks([{ name: "frail", everySeconds: 0.005, run }], log);
  await until(() => runs > 6);
  await works.stop();
  expect(log.error).toHaveBeenCalledTimes(1);
  expect(log.info).toHaveBeenCalledTimes(1);
});
