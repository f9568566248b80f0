import { createFeedStore } from "./adapters/postgres/feed-store.ts";
import { createHeartbeatStore } from "./adapters/postgres/heartbeat-store.ts";
import { createMeasureStore } from "./adapters/postgres/measure-store.ts";
import { createBells, type QueueBells } from "./adapters/queue/create-bells.ts";
import { openQueueBackend } from "./adapters/queue/open-queue-backend.ts";
import { createQueueTrouble } from "./adapters/queue/queue-trouble.ts";
import { createSingleFlight } from "./adapters/queue/single-flight.ts";
import { type QueueWork, startWorkers } from "./adapters/queue/start-workers.ts";
import { digest } from "./adapters/system/digest.ts";
import { SYSTEM } from "./domain/audit/audit-event.ts";
import { instant } from "./domain/time/instant.ts";
import type { Running } from "./main.ts";
import { forgetAnswers } from "./usecases/answer-once.ts";
import { abandonCanaries, sendCanaries } from "./usecases/canary/send-canaries.ts";
import { adoptDesk, adoptOrganisations } from "./usecases/clock/adopt-desk.ts";
import type { FireDeps } from "./usecases/clock/fire-clock.ts";
import { queueDigests } from "./usecases/clock/queue-digests.ts";
import { sweepClocks } from "./usecases/clock/sweep-clocks.ts";
import { createClockWaker } from "./usecases/clock/wake-clock.ts";
import { warmCalendars } from "./usecases/clock/warm-calendars.ts";
import { forgetDeeds } from "./usecases/console/do-once.ts";
import { dropOldEvents } from "./usecases/feed/drop-old-events.ts";
import { fileMailboxes } from "./usecases/filing/file-mailboxes.ts";
import { forgetAwaited } from "./usecases/filing/forget-awaited.ts";
import { warnOfExpiry } from "./usecases/oauth/warn-of-expiry.ts";
import { remindOfAgreements } from "./usecases/organisations/remind-of-agreements.ts";
import { listPeriodicWorks, type PeriodicTasks, startPeriodicWorks } from "./usecases/periodic-works.ts";
import { BELLS } from "./usecases/ports/bells.ts";
import type { HeartbeatStore } from "./usecases/ports/heartbeat-store.ts";
import { postWebhooks } from "./usecases/post-webhooks.ts";
import { applyRetention } from "./usecases/privacy/apply-retention.ts";
import { followReleases } from "./usecases/releases/follow-releases.ts";
import { repairAnswers } from "./usecases/repair-answers.ts";
import { repairFailures } from "./usecases/repair-failures.ts";
import { recoverOutbox, sendOutbox } from "./usecases/send-outbox.ts";
import { askSurveys } from "./usecases/survey/ask-surveys.ts";
import { workOff } from "./usecases/work-off.ts";
import { wireNightly } from "./wire-backup.ts";
import { wireCanaries } from "./wire-canaries.ts";
import { type Outbox, wireOutbox } from "./wire-outbox.ts";
import { resumeWaitingErasures } from "./wire-privacy.ts";
import { wireTrailTasks } from "./wire-trail.ts";
import { wireStorageWatch, wireTroubles } from "./wire-troubles.ts";
import { wireWebhooks } from "./wire-webhooks.ts";
import type { OpenDesk } from "./wiring.ts";

export interface WorkOptions {
  /** False: only the bells, for a process that reads or serves and leaves the work to another. */
  readonly works: boolean;
  /** Shorter for a desk whose time is moved. */
  readonly sweepSeconds?: number;
}

const SENDERS = { workers: 3, batch: 50 } as const;
const POSTERS = { workers: 3, batch: 20 } as const;
const RECOVER_BATCH = 100;
const SURVEY_BATCH = 50;

/** The queue, and where this process works: filing, sending, firing, each rung by a bell and swept from the database. */
export async function startWork(desk: OpenDesk, options: WorkOptions): Promise<Running & { bells: QueueBells }> {
  if (options.works) await warmCalendars(desk.unitOfWork, desk.clock, desk.log);
  const { redisUrl } = desk.settings.config;
  const trouble = createQueueTrouble(desk.log, redisUrl === null ? "PostgreSQL" : "Redis");
  const backend = await openQueueBackend({ databaseUrl: desk.url, redisUrl }, trouble);
  const bells = createBells(backend, trouble);
  const stopWork = options.works ? beginWork() : async () => undefined;
  return {
    bells,
    stop: async () => {
      await stopWork();
      await bells.close();
      await backend.close();
    },
  };

  function beginWork(): () => Promise<void> {
    const outbox = wireOutbox(desk);
    const { unitOfWork, clock: context, mail, log, tracer, settings } = desk;
    const publicUrl = settings.config.environment.SVARTID_URL === undefined ? null : settings.config.publicUrl;
    const fire: FireDeps = { unitOfWork, bells, context, mail, log, tracer, publicUrl };
    const heartbeats = createHeartbeatStore(desk.database);
    const closing = new AbortController();
    const inHand = new Set<Promise<unknown>>();
    const tasks = createTasks(desk, fire, outbox, { bells, heartbeats, closing: closing.signal });
    const work = queueWork(fire, tasks, inHand);
    const workers = startWorkers(backend, bells, work, {
      log: desk.log,
      trouble,
      onCanaries: () => heartbeats.beat("canary"),
    });
    for (const bell of BELLS) {
      const warn = (error: unknown) => log.warn({ bell, err: error }, "work asked for failed: its sweep does it again");
      bells.hearHere(bell, () => void work[bell]().catch(warn));
    }
    const works = listPeriodicWorks(tasks).flatMap((work) => {
      if (options.sweepSeconds === undefined) return [work];
      // Where time is moved by days, nothing that must succeed every minute has.
      return work.run === tasks.watchTroubles ? [] : [{ ...work, everySeconds: options.sweepSeconds }];
    });
    const periodic = startPeriodicWorks(works, desk.log);
    return async () => {
      for (const bell of BELLS) bells.hearHere(bell, null);
      closing.abort();
      await periodic.stop();
      await workers.close();
      // A worker of the queue is not waited for very long, but what is taken from under a mail would count against that mail.
      await Promise.allSettled(inHand);
      await outbox.close();
    };
  }
}

function createTasks(
  desk: OpenDesk,
  fire: FireDeps,
  { services, seekEvidence }: Outbox,
  { bells, heartbeats, closing }: { bells: QueueBells; heartbeats: HeartbeatStore; closing: AbortSignal },
): PeriodicTasks {
  const webhooks = wireWebhooks(desk);
  const watchDesk = wireTroubles(desk);
  const watchStorage = wireStorageWatch(desk, { waysOut: services.waysOut, senders: webhooks.senders });
  const canaries = wireCanaries(desk);
  let isAbandoned = false;
  // Asked for while it runs, by a bell or the clock, it looks once more: what comes in while a round ends waits for no sweep.
  const filing = createSingleFlight(async () => {
    // What was filed may have something to say.
    if ((await fileMailboxes(desk.filing, closing)) > 0) bells.ring("send");
  });
  return {
    adoptDesk: adoptChanges(desk),
    sweepClocks: async () => {
      await sweepClocks(fire);
      await heartbeats.beat("sweep");
    },
    queueDigests: () => queueDigests(fire),
    fileAccepted: filing.run,
    sendQueued: () => workOff(SENDERS, closing, (batch) => sendOutbox(services, batch, closing)),
    resolveOutbox: async () => {
      await recoverOutbox(services, RECOVER_BATCH);
      await repairAnswers(services, RECOVER_BATCH);
      await repairFailures(services, RECOVER_BATCH);
    },
    postWebhooks: () => workOff(POSTERS, closing, (batch) => postWebhooks(webhooks, batch, closing)),
    seekEvidence,
    foldMeasures: () => createMeasureStore(desk.database).fold(),
    askSurveys: () => askSurveys({ unitOfWork: desk.unitOfWork, context: desk.filing.context, digest }, SURVEY_BATCH),
    forgetAnswers: async () => {
      await forgetAnswers(desk.unitOfWork);
      await forgetDeeds(desk.unitOfWork);
      await forgetAwaited(desk.unitOfWork);
    },
    dropOldEvents: () => dropOldEvents(createFeedStore(desk.database), desk.unitOfWork.reading),
    remindOfAgreements: async () => {
      if ((await remindOfAgreements({ ...desk, desk: desk.settings.desk })) > 0) bells.ring("send");
    },
    backUpNightly: wireNightly(desk, closing),
    watchStorage: () => watchStorage(instant(Date.now())),
    ...wireTrailTasks(desk),
    watchTroubles: async () => {
      if ((await watchDesk()) > 0) bells.ring("send");
    },
    applyRetention: () =>
      applyRetention(desk.unitOfWork, desk.settings.desk.retention, { actor: SYSTEM, signal: closing }),
    resumeErasures: () => resumeWaitingErasures(desk),
    sendCanaries: async () => {
      if (canaries.desk.canary === null && !isAbandoned) {
        await abandonCanaries(canaries);
        isAbandoned = true;
      }
      if ((await sendCanaries(canaries)) > 0) bells.ring("send");
    },
    followReleases: () => followReleases({ unitOfWork: desk.unitOfWork, context: desk.filing.context }),
    warnOfExpiry: () => warnOfExpiry({ ...desk, desk: desk.settings.desk }),
  };
}

/**
 * The desk file once for each start, tried again until every clock has followed: it does not change while a process runs. What is stored of
 * organisations does.
 */
function adoptChanges({ unitOfWork, clock: context, log }: OpenDesk): () => Promise<void> {
  const deps = { unitOfWork, context, log };
  let isAdopted = false;
  return async () => {
    const adoptions = [isAdopted ? null : await adoptDesk(deps), await adoptOrganisations(deps)];
    isAdopted ||= adoptions[0]?.failed === 0;
    for (const adoption of adoptions) {
      if (adoption !== null && adoption.calendars + adoption.ladders > 0) {
        log.info({ ...adoption }, "open clocks follow the changed desk");
      }
    }
  };
}

function queueWork(fire: FireDeps, tasks: PeriodicTasks, inHand: Set<Promise<unknown>>): QueueWork {
  const noted = (work: () => Promise<unknown>) => async () => {
    const run = work();
    inHand.add(run);
    await run.finally(() => inHand.delete(run));
  };
  return {
    wakeClock: createClockWaker(fire),
    file: noted(tasks.fileAccepted),
    // Beside the sweep's senders, so that a server that keeps one waiting holds up no other.
    send: createSingleFlight(noted(tasks.sendQueued)).run,
  };
}
