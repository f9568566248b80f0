/**
 * Does something of many parts, each waited for with `orAborted`: that gives null once `signal` is aborted, and what comes of the part
 * later is of no account. One listener for all parts, gone at the end: a signal may live as long as the process.
 */
export async function untilAborted<T>(
  signal: AbortSignal,
  run: (orAborted: <P>(part: Promise<P>) => Promise<P | null>) => Promise<T>,
): Promise<T> {
  let end: () => void = () => undefined;
  const aborted = new Promise<null>((resolve) => {
    end = () => resolve(null);
  });
  if (signal.aborted) end();
  signal.addEventListener("abort", end, { once: true });
  try {
    return await run((part) => Promise.race([aborted, part]));
  } finally {
    signal.removeEventListener("abort", end);
  }
}
