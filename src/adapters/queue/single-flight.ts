/** Work that never runs beside itself in this process: asked for while it runs, it runs once more afterwards. */
export interface SingleFlight {
  /** Resolves when the work asked for is done, or at once when a run under way will do it. */
  run(): Promise<void>;
  idle(): Promise<void>;
}

export function createSingleFlight(work: () => Promise<unknown>): SingleFlight {
  let underWay: Promise<void> | null = null;
  let again = false;
  const loop = async (): Promise<void> => {
    try {
      do {
        again = false;
        await work();
      } while (again);
    } finally {
      underWay = null;
    }
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
