/**
 * Calls `end` when so many milliseconds were worked. Counted in small steps, of which none counts more than twice its
 * length: a process that was stopped, or a machine that slept, must not come back to find that every mail in hand took too
 * long.
 */
export function startBudget(
  milliseconds: number,
  end: () => void,
  now: () => number = () => performance.now(),
): { stop(): void } {
  const stepMs = Math.min(250, milliseconds / 4);
  let left = milliseconds;
  let last = now();
  const timer = setInterval(() => {
    const at = now();
    left -= Math.min(at - last, 2 * stepMs);
    last = at;
    if (left > 0) return;
    clearInterval(timer);
    end();
  }, stepMs);
  return { stop: () => clearInterval(timer) };
}
