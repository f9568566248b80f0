import type { DeskPath, Finding } from "./desk-fault.ts";
import { didYouMean } from "./did-you-mean.ts";
import { STAND_IN_ID } from "./value-shapes.ts";

/** A finding where `id` names nothing the desk has; `what` is the word for it (`team`, `calendar`). */
export function checkReference(
  what: string,
  id: string | undefined,
  entries: readonly string[],
  path: DeskPath,
): Finding[] {
  const known = entries.filter((entry) => entry !== STAND_IN_ID);
  if (id === undefined || known.includes(id)) return [];
  const list = known.length === 0 ? `this desk has no ${what}` : `known are ${known.join(", ")}`;
  const article = /^[aeiou]/.test(what) ? "an" : "a";
  return [
    { path, message: `${JSON.stringify(id)} is not ${article} ${what} of this desk${didYouMean(id, known)}; ${list}` },
  ];
}

/** A finding for each value that an earlier entry has already; `values` in the order of the file. */
export function checkDuplicates(
  what: string,
  values: readonly { readonly value: string; readonly path: DeskPath; readonly owner: string }[],
): Finding[] {
  const owners = new Map<string, string>();
  return values.flatMap(({ value, path, owner }) => {
    const key = value.toLowerCase();
    const earlier = owners.get(key);
    owners.set(key, earlier ?? owner);
    if (earlier === undefined) return [];
    return [{ path, message: `the ${what} ${key} belongs to ${earlier} already; take it from one of them` }];
  });
}
