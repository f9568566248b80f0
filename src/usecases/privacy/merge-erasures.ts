import { instant } from "../../domain/time/instant.ts";
import type { ErasureList } from "../ports/erasure-notes.ts";
import type { ErasureNote } from "../ports/erasure-store.ts";

/** One list of several: every person of any, with their last erasure; the key and the date of the newest. Null of none. */
export function mergeErasures(lists: readonly ErasureList[]): ErasureList | null {
  const [newest] = lists.toSorted((one, other) => other.writtenAt - one.writtenAt);
  if (newest === undefined) return null;
  const last = new Map<string, ErasureNote>();
  for (const { code, at } of lists.flatMap(({ erasures }) => erasures)) {
    last.set(code, { code, at: instant(Math.max(at, last.get(code)?.at ?? 0)) });
  }
  const erasures = [...last.values()].sort((one, other) => one.at - other.at || (one.code < other.code ? -1 : 1));
  const key = newest.key ?? lists.find((list) => list.key !== null)?.key ?? null;
  return { key, writtenAt: newest.writtenAt, erasures };
}
