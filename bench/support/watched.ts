/** Runs work and tells how long it took, what of that this process computed, and the most memory it held, in MB. */
export async function watched<T>(
  work: () => Promise<T>,
): Promise<{ result: T; seconds: number; cpuSeconds: number; peakMegabytes: number }> {
  const from = performance.now();
  const cpu = process.cpuUsage();
  let peak = process.memoryUsage.rss();
  const timer = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage.rss());
  }, 20);
  try {
    const result = await work();
    const { user, system } = process.cpuUsage(cpu);
    const seconds = (performance.now() - from) / 1000;
    return {
      result,
      seconds,
      cpuSeconds: (user + system) / 1e6,
      peakMegabytes: Math.round(Math.max(peak, process.memoryUsage.rss()) / 2 ** 20),
    };
  } finally {
    clearInterval(timer);
  }
}
