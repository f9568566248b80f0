/** Work that never runs beside itself in this process: asked for while it runs, it runs once more afterwards. */
export interface SingleFlight {
  /** Resolves when the work asked for is done, or at once when a run under way will do it. Rejects with the first failure of its rounds. */
  run(): Promise<void>;
  idle(): Promise<void>;
}

export function createSingleFlight(work: () => Promise<unknown>): SingleFlight {
  let underWay: Promise<void> | null = null;
  let again = false;
  const loop = async (): Promise<void> => {
    const failures: unknown[] = [];
    do {
      again = false;
      // Whoever asked meanwhile was told that this run would see to it: it is done also when the round before it failed.
      await work().catch((error: unknown) => failures.push(error));
    } while (again);
    underWay = null;
    if (failures.length > 0) throw failures[0];
  };
  return {
    run: async () => {
      if (underWay !== null) {
        again = true;
        return;
      }
      underWay = loop();
      await underWay;
    },
    idle: async () => {
      await underWay?.catch(() => undefined);
    },
  };
}
