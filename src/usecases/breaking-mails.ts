/** Finds the mail at whose fetching the connection breaks every time, so that it cannot hold up all that came after it. */
export interface BreakingMails {
  /** True after a break in the middle of a fetch: mails are then fetched one at a time, to see which it is. */
  isSearching(): boolean;
  /** A session begins to read: under another UIDVALIDITY, or where UIDs went back, they name other mails, and none is remembered. */
  reading(uidvalidity: number, isRenumbered: boolean): void;
  /** True for a mail that broke so many connections that it is left to the audit. */
  isPassedOver(uid: number): boolean;
  fetching(uids: readonly number[]): void;
  fetched(): void;
  /** The session failed; gives the UID that is passed over from now on, if that was one time too many. */
  broke(): number | null;
  /** A whole sync went well. */
  synced(): void;
}

const BREAKS = 3;

/** Remembers for one process and one mailbox: after a restart every mail gets its tries again. */
export function createBreakingMails(): BreakingMails {
  const breaks = new Map<number, number>();
  let generation: number | null = null;
  let underway: readonly number[] = [];
  let searching = false;
  return {
    isSearching: () => searching,
    reading(uidvalidity, isRenumbered) {
      if (isRenumbered || generation !== uidvalidity) breaks.clear();
      generation = uidvalidity;
    },
    isPassedOver: (uid) => (breaks.get(uid) ?? 0) >= BREAKS,
    fetching(uids) {
      underway = uids;
    },
    fetched() {
      underway = [];
    },
    broke() {
      const [suspect, ...others] = underway;
      underway = [];
      if (suspect === undefined) return null;
      searching = true;
      if (others.length > 0) return null;
      const count = (breaks.get(suspect) ?? 0) + 1;
      breaks.set(suspect, count);
      return count === BREAKS ? suspect : null;
    },
    synced() {
      searching = false;
    },
  };
}
