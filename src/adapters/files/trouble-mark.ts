import { mkdir, open, rename, stat, unlink, utimes } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type Instant, instant } from "../../domain/time/instant.ts";
import type { TroubleMark } from "../../usecases/ports/trouble-mark.ts";

/** A process that tells takes no longer, unless it died. */
const TELLING_MS = 5 * 60_000;

/**
 * Marks by two empty files, which also a full disk takes: NAME.telling while one process tells, and NAME.told from then on, with the time at which the
 * trouble was last found. The file system lets one process alone create the first and remove the second.
 */
export function createTroubleMark(directory: string, name: string): TroubleMark {
  const [telling, told] = [join(directory, `${name}.telling`), join(directory, `${name}.told`)];
  // What could not be marked is this process's own to end.
  let isUnmarked = false;
  return {
    redAt: () => timeOf(told),
    keep: async (now) => await setTime(told, now).catch(() => undefined),
    async begin(now) {
      const since = await timeOf(telling);
      if (since !== null && now - since > TELLING_MS) await unlink(telling).catch(() => undefined);
      const made = await create(telling, now);
      isUnmarked = made === "failed";
      if (made !== "made") return isUnmarked;
      // Told while this process made up its mind.
      if ((await timeOf(told)) === null) return true;
      await unlink(telling).catch(() => undefined);
      return false;
    },
    async finish(isTold) {
      const moved = isTold ? rename(telling, told) : unlink(telling);
      await moved.catch(() => {
        isUnmarked = isTold;
      });
    },
    async end() {
      const isOurs = await unlink(told).then(
        () => true,
        () => isUnmarked,
      );
      isUnmarked = false;
      return isOurs;
    },
  };
}

async function create(path: string, now: Instant): Promise<"made" | "taken" | "failed"> {
  // Where it cannot be made there is nothing to open either.
  await mkdir(dirname(path), { recursive: true, mode: 0o700 }).catch(() => undefined);
  try {
    await (await open(path, "wx", 0o600)).close();
    await setTime(path, now);
    return "made";
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EEXIST" ? "taken" : "failed";
  }
}

async function setTime(path: string, at: Instant): Promise<void> {
  await utimes(path, at / 1000, at / 1000);
}

async function timeOf(path: string): Promise<Instant | null> {
  return await stat(path).then(
    ({ mtimeMs }) => instant(Math.round(mtimeMs)),
    () => null,
  );
}
