/** Lets work through in order, so much of it at a time. */
export interface Slots {
  /** Resolves in its turn, with what gives the slot back. */
  take(): Promise<() => void>;
}

/**
 * Of `most` slots only one is used while whatever has it is quick; what takes longer than `spareAfterMs` no longer holds up the next. With
 * 0 all are used at once.
 */
export function createSlots(most: number, spareAfterMs: number): Slots {
  const waiting: (() => void)[] = [];
  const quickAtOnce = spareAfterMs === 0 ? most : 1;
  let underWay = 0;
  let slow = 0;
  const letThrough = (): void => {
    while (waiting.length > 0 && underWay < most && underWay - slow < quickAtOnce) {
      underWay += 1;
      waiting.shift()?.();
    }
  };
  const watch = (): (() => void) => {
    let isSlow = false;
    const timer = setTimeout(() => {
      isSlow = true;
      slow += 1;
      letThrough();
    }, spareAfterMs).unref();
    return () => {
      clearTimeout(timer);
      if (isSlow) slow -= 1;
    };
  };
  return {
    take: async () => {
      await new Promise<void>((go) => {
        waiting.push(go);
        letThrough();
      });
      const stopWatching = spareAfterMs === 0 ? () => undefined : watch();
      return () => {
        stopWatching();
        underWay -= 1;
        letThrough();
      };
    },
  };
}
