const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
/** npm hands Ctrl-C on to its script, which has had it from the terminal: what comes so soon is one and the same wish. */
const SAME_WISH_MS = 1_000;

/** Resolves when the process is asked to stop. Asked again a second later, or after that, it ends at once, as every process does. */
export function untilAskedToStop(): Promise<void> {
  return new Promise((resolve) => {
    const hear = () => {
      resolve();
      setTimeout(forget, SAME_WISH_MS).unref();
    };
    const forget = () => {
      for (const signal of SIGNALS) process.removeListener(signal, hear);
    };
    for (const signal of SIGNALS) process.on(signal, hear);
    // Started by another process over a channel: without that process there is nothing to run for.
    if (process.channel) process.once("disconnect", () => resolve());
  });
}
