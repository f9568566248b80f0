/** Part of a list, newest first. `next` is the place after its last item, to be given as `beforeId`; null at the end. */
export interface Page<Item> {
  items: Item[];
  next: number | null;
}

/** Cuts a list that was read with one item more than `limit`, so as to know whether there are more. */
export function cutPage<Item extends { id: number }>(rows: readonly Item[], limit: number): Page<Item> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, next: rows.length > limit && last !== undefined ? last.id : null };
}
