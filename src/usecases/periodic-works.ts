import type { Log } from "./ports/log.ts";

/** Something done over and over from the database, whatever became of the queue. */
export interface PeriodicWork {
  readonly name: string;
  readonly everySeconds: number;
  run(): Promise<unknown>;
}

/** What the periodic works do, each the guarantee behind a bell or a repair. */
export interface PeriodicTasks {
  adoptDesk(): Promise<unknown>;
  sweepClocks(): Promise<unknown>;
  queueDigests(): Promise<unknown>;
  fileAccepted(): Promise<unknown>;
  sendQueued(): Promise<unknown>;
  resolveOutbox(): Promise<unknown>;
  postWebhooks(): Promise<unknown>;
  seekEvidence(): Promise<unknown>;
  foldMeasures(): Promise<unknown>;
  warnOfExpiry(): Promise<unknown>;
  remindOfAgreements(): Promise<unknown>;
  askSurveys(): Promise<unknown>;
  forgetAnswers(): Promise<unknown>;
  dropOldEvents(): Promise<unknown>;
  backUpNightly(): Promise<unknown>;
  followReleases(): Promise<unknown>;
  signTrail(): Promise<unknown>;
  sealLedgers(): Promise<unknown>;
  watchTroubles(): Promise<unknown>;
  resumeErasures(): Promise<unknown>;
  applyRetention(): Promise<unknown>;
  watchStorage(): Promise<unknown>;
  sendCanaries(): Promise<unknown>;
}

/** Every periodic work of the system. */
export function listPeriodicWorks(tasks: PeriodicTasks): readonly PeriodicWork[] {
  return [
    { name: "adopt-desk", everySeconds: 60, run: tasks.adoptDesk },
    { name: "sweep-clocks", everySeconds: 15, run: tasks.sweepClocks },
    { name: "queue-digests", everySeconds: 15, run: tasks.queueDigests },
    { name: "file-accepted", everySeconds: 5, run: tasks.fileAccepted },
    { name: "send-queued", everySeconds: 5, run: tasks.sendQueued },
    { name: "resolve-outbox", everySeconds: 30, run: tasks.resolveOutbox },
    { name: "post-webhooks", everySeconds: 5, run: tasks.postWebhooks },
    { name: "seek-evidence", everySeconds: 30, run: tasks.seekEvidence },
    { name: "fold-measures", everySeconds: 15, run: tasks.foldMeasures },
    { name: "warn-of-expiry", everySeconds: 600, run: tasks.warnOfExpiry },
    { name: "remind-of-agreements", everySeconds: 600, run: tasks.remindOfAgreements },
    { name: "ask-surveys", everySeconds: 300, run: tasks.askSurveys },
    { name: "forget-answers", everySeconds: 600, run: tasks.forgetAnswers },
    { name: "drop-old-events", everySeconds: 600, run: tasks.dropOldEvents },
    { name: "back-up-nightly", everySeconds: 300, run: tasks.backUpNightly },
    { name: "follow-releases", everySeconds: 60, run: tasks.followReleases },
    { name: "send-canaries", everySeconds: 5, run: tasks.sendCanaries },
    { name: "watch-storage", everySeconds: 30, run: tasks.watchStorage },
    { name: "sign-trail", everySeconds: 60, run: tasks.signTrail },
    { name: "seal-ledgers", everySeconds: 300, run: tasks.sealLedgers },
    { name: "watch-troubles", everySeconds: 15, run: tasks.watchTroubles },
    { name: "resume-erasures", everySeconds: 300, run: tasks.resumeErasures },
    // Looks at all that is old.
    { name: "apply-retention", everySeconds: 21_600, run: tasks.applyRetention },
  ];
}

/**
 * Runs each work at once and then at its pace, never beside itself. A work that fails is logged once, and once more when it
 * succeeds again. `stop` waits for what is under way.
 */
export function startPeriodicWorks(works: readonly PeriodicWork[], log: Log): { stop(): Promise<void> } {
  const runs = works.map((work) => startWork(work, log));
  return {
    stop: async () => {
      await Promise.all(runs.map((run) => run.stop()));
    },
  };
}

function startWork({ name, everySeconds, run }: PeriodicWork, log: Log): { stop(): Promise<void> } {
  let underWay: Promise<void> | null = null;
  let isFailing = false;
  const once = async (): Promise<void> => {
    try {
      await run();
      if (isFailing) log.info({ work: name }, "a periodic work succeeds again");
      isFailing = false;
    } catch (error) {
      if (!isFailing) log.error({ work: name, err: error }, "a periodic work fails");
      isFailing = true;
    }
    underWay = null;
  };
  const tick = (): void => {
    underWay ??= once();
  };
  const timer = setInterval(tick, everySeconds * 1_000);
  tick();
  return {
    stop: async () => {
      clearInterval(timer);
      await underWay;
    },
  };
}
