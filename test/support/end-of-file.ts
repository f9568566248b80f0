/** Whether jest runs this: the long proofs use the same desks in a program of their own. */
export const isTested = "afterAll" in globalThis;

/** Does the work after the last test of the file that is running; outside of jest there is none, and nothing is done. */
export function atEndOfFile(work: () => Promise<void>): void {
  const { afterAll } = globalThis as { afterAll?: (work: () => Promise<void>) => void };
  afterAll?.(work);
}
