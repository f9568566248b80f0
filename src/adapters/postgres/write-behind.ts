/** Statements of one transaction that were sent and whose outcome nobody has looked at yet. */
export interface WriteBehind {
  send(write: Promise<unknown>): void;
  /** Waits for all of them; throws what failed first, which is why those after it failed. */
  settle(): Promise<void>;
}

export function createWriteBehind(): WriteBehind {
  let underWay: Promise<unknown>[] = [];
  return {
    send: (write) => {
      write.catch(() => undefined);
      underWay.push(write);
    },
    settle: async () => {
      const writes = underWay;
      underWay = [];
      for (const write of writes) await write;
    },
  };
}

type Writes<Store> = {
  [Name in keyof Store]: Store[Name] extends (...values: never[]) => Promise<void> ? Name : never;
}[keyof Store];

/**
 * The store, but these writes return as soon as they are sent. Each must be one statement: the connection keeps the order
 * of what is sent, so whatever is asked after a write sees it, and a write that fails fails all that comes after it.
 */
export function behind<Store extends object>(
  store: Store,
  writes: WriteBehind,
  names: readonly Writes<Store>[],
): Store {
  const ahead = names.map((name) => {
    const write = store[name] as (...values: unknown[]) => Promise<void>;
    const sent = async (...values: unknown[]) => writes.send(write(...values));
    return [name, sent];
  });
  return { ...store, ...Object.fromEntries(ahead) };
}
