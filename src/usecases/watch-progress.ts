import type { Waiting } from "./ports/waiting.ts";

export interface ProgressWatch {
  /** Says that something was finished just now. */
  progress: () => void;
  stop: () => void;
}

/** Calls `onStandstill` once when nothing was finished for so many milliseconds. */
export function watchProgress(waiting: Waiting, milliseconds: number, onStandstill: () => void): ProgressWatch {
  const stopped = new AbortController();
  let last = waiting.elapsedMs();
  const watch = async () => {
    while (!stopped.signal.aborted) {
      const left = last + milliseconds - waiting.elapsedMs();
      if (left <= 0) {
        stopped.abort();
        onStandstill();
        return;
      }
      await waiting.sleep(left, stopped.signal);
    }
  };
  void watch();
  return {
    progress: () => {
      last = waiting.elapsedMs();
    },
    stop: () => stopped.abort(),
  };
}
