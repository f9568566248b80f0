const ASK_EVERY_MS = 5_000;

/**
 * The database ends a transaction in which nothing is asked for twenty seconds: its process may stand still. While `work` waits for what is slow
 * elsewhere, something is asked, which a process that does stand still does not. `ask`: any question in that transaction.
 */
export async function keepAwake<T>(ask: () => Promise<unknown>, work: () => Promise<T>): Promise<T> {
  const timer = setInterval(() => void ask().catch(() => undefined), ASK_EVERY_MS);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}
