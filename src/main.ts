import type { Settings } from "./settings.ts";
import { startHttp } from "./start-http.ts";
import { startIntake } from "./start-intake.ts";
import { startWork } from "./start-work.ts";
import { keepErasureNotes, resumeWaitingErasures } from "./wire-privacy.ts";
import { wireTracing } from "./wire-tracing.ts";
import { type OpenDesk, openDesk } from "./wiring.ts";

export const ROLES = ["intake", "worker", "http"] as const;
export type Role = (typeof ROLES)[number];

export interface StartOptions {
  readonly roles: readonly Role[];
  /** For the demo and the tests: accept a database whose time was moved, and look at its clocks every second. */
  readonly movedTime: boolean;
}

/** A running part of the desk: `stop` ends what has begun and begins nothing more. */
export interface Running {
  stop(): Promise<void>;
}

export interface RunningDesk extends Running {
  readonly desk: OpenDesk;
  /** Where the console is; null without the role `http`. */
  readonly url: string | null;
}

/** Starts the roles asked for, in one process, over one database. What was started is stopped again when a later part fails. */
export async function startDesk(settings: Settings, options: StartOptions): Promise<RunningDesk> {
  const { tracer, stop: stopTracing } = await wireTracing(settings);
  const opening = openDesk(settings, { movedTime: options.movedTime, ownsServer: true, tracer });
  const desk = await opening.catch(async (error: unknown) => {
    await stopTracing();
    throw error;
  });
  const running: Running[] = [];
  const stop = async () => {
    for (const part of running.reverse()) await part.stop();
    await stopTracing();
    await desk.close();
  };
  try {
    await forgetAgain(desk);
    let ring: () => void = () => undefined;
    const http = options.roles.includes("http") ? await startHttp(desk, () => ring()) : null;
    if (http) running.push(http);
    const work = await startWork(desk, {
      works: options.roles.includes("worker"),
      ...(options.movedTime ? { sweepSeconds: 1 } : {}),
    });
    running.push(work);
    ring = () => {
      work.bells.ring("file");
      work.bells.ring("send");
    };
    if (options.roles.includes("intake")) {
      const onAccepted = () => work.bells.ring("file");
      running.push(startIntake(desk, onAccepted));
      if (settings.config.lmtp) {
        const { startLmtp } = await import("./start-lmtp.ts");
        running.push(await startLmtp(desk, settings.config.lmtp, onAccepted));
      }
    }
    // Last, so that nothing else waits for it.
    if (options.roles.includes("worker")) desk.filing.parser.prepare();
    return { desk, url: http?.url ?? null, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Before anybody sees or reads anything: whoever was erased, and came back with a restored database, is erased again. */
async function forgetAgain(desk: OpenDesk): Promise<void> {
  try {
    await resumeWaitingErasures(desk);
    await keepErasureNotes(desk);
  } catch (error) {
    desk.log.error({ err: error }, "the list of erasures could not be brought up to date");
  }
}
