const PATIENCE_MS = 1_800_000;

/** Looks again and again, `everyMs` apart, and gives up after half an hour. */
export async function waitUntil(look: () => Promise<boolean>, everyMs: number): Promise<void> {
  const end = performance.now() + PATIENCE_MS;
  while (!(await look())) {
    if (performance.now() > end) throw new Error("the bench waited half an hour in vain");
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}
