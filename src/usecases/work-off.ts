/**
 * So many at the work, side by side, each for as long as there is as much of it as it takes at once: what has piled up is worked off without waiting
 * for the next sweep. `work` gives how much it did. Once `signal` is aborted nobody begins anew.
 */
export async function workOff(
  { workers, batch }: { readonly workers: number; readonly batch: number },
  signal: AbortSignal,
  work: (batch: number) => Promise<number>,
): Promise<void> {
  const one = async () => {
    for (let done = batch; done >= batch && !signal.aborted; ) done = await work(batch);
  };
  await Promise.all(Array.from({ length: workers }, one));
}
