/** Half of the values are at most p50, and 99 of 100 at most p99; rounded to so many decimals. */
export function percentiles(values: readonly number[], decimals = 0): { p50: number; p99: number } {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number) =>
    Number((sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0).toFixed(decimals));
  return { p50: at(0.5), p99: at(0.99) };
}
