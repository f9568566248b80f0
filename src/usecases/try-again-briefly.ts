const PAUSES_MILLISECONDS = [100, 500, 2000, 5000];

/**
 * Runs work that must not be lost to a database that restarts: up to five times within eight seconds. The work must be safe to repeat,
 * since a commit whose answer was lost may have happened. Throws the last error.
 */
export async function tryAgainBriefly<T>(
  work: () => Promise<T>,
  pauses: readonly number[] = PAUSES_MILLISECONDS,
): Promise<T> {
  for (const pause of pauses) {
    try {
      return await work();
    } catch {
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
  return work();
}
