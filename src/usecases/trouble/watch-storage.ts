import { type StorageWords, storageWords } from "../../domain/readiness/storage-words.ts";
import type { Instant } from "../../domain/time/instant.ts";
import { followTrouble, type Trouble, type TroubleLook } from "../../domain/trouble/follow-trouble.ts";
import type { TroubleNews } from "../../domain/trouble/trouble-news.ts";
import type { StorageProbe } from "../ports/storage-probe.ts";
import type { TroubleMark } from "../ports/trouble-mark.ts";
import { STORAGE } from "../storage-readiness.ts";

export interface WatchStorageDeps {
  readonly probe: StorageProbe;
  readonly mark: TroubleMark;
  /** Tells people without the database; gives how many ways took it. */
  readonly tell: (news: TroubleNews, at: Instant) => Promise<number>;
}

/** Longer than between two looks: what another process found within it, it still finds. */
const FOUND_LATELY_MS = 90_000;

/**
 * A watch over the one trouble that cannot be told through the database: that it stores nothing, or is away. Of the processes that share a mark one tells it,
 * once, and one that it is over for all of them; one that starts meanwhile goes on from the mark. News that nobody took are tried again at the next look.
 * Gives whether news were told.
 */
export function createStorageWatch({ probe, mark, tell }: WatchStorageDeps): (now: Instant) => Promise<boolean> {
  let known: Trouble | null = null;
  let lastSuccessAt: Instant | null = null;
  let words = storageWords("");
  // The time of the mark that is this process's own: what it found itself is no longer so once it finds it mended.
  let ownMark: Instant | null = null;
  const take = (hasRecovered: boolean, since: Instant, now: Instant) =>
    tell(newsOf(words, since, hasRecovered), now).then((takers) => takers > 0);

  async function look(now: Instant): Promise<TroubleLook> {
    const code = await probe.fault();
    if (code === null) lastSuccessAt = now;
    else words = storageWords(code);
    const redAt = await mark.redAt();
    if (redAt === null) return { ok: code === null, lastSuccessAt };
    known = asTold(known, redAt);
    if (code === null) return { ok: redAt === ownMark || now - redAt >= FOUND_LATELY_MS, lastSuccessAt };
    await mark.keep(now);
    ownMark = now;
    return { ok: false, lastSuccessAt };
  }

  async function tellOf(trouble: Trouble, now: Instant): Promise<boolean> {
    const isOurs = await mark.begin(now);
    const isTold = isOurs && (await take(false, (known ?? trouble).since, now));
    if (isOurs) await mark.finish(isTold);
    if (isTold) ownMark = now;
    // As if nobody had looked: the next look tells it, or finds it told.
    known = isTold ? trouble : { ...trouble, toldAt: null };
    return isTold;
  }

  async function tellOver(now: Instant): Promise<boolean> {
    const before = known;
    known = null;
    if (!(await mark.end())) return false;
    if (await take(true, before?.since ?? now, now)) return true;
    known = before;
    if (await mark.begin(ownMark ?? now)) await mark.finish(true);
    return false;
  }

  return async (now) => {
    const found = await look(now);
    const { trouble, news } = followTrouble(known, found, now);
    if (news !== null) return await (trouble === null ? tellOver(now) : tellOf(trouble, now));
    known = trouble;
    return false;
  };
}

function asTold(known: Trouble | null, redAt: Instant): Trouble {
  if (known === null) return { since: redAt, seenAt: redAt, redMs: 0, greenSince: null, toldAt: redAt };
  return { ...known, toldAt: known.toldAt ?? redAt };
}

function newsOf({ detail, mend }: StorageWords, since: Instant, hasRecovered: boolean): TroubleNews {
  const told = hasRecovered ? { da: "", en: "" } : mend;
  return { check: STORAGE, kind: STORAGE, mailbox: null, hasRecovered, since, detail, mend: told };
}
