const MOST_NAMED = 200;

/** Addresses that a text names, the first 200 of them, and words that look like one. */
export function addressesIn(text: string): string[] {
  const named = text.matchAll(/[^\s<>()[\]",;:]{1,64}@[^\s<>()[\]",;:]{1,255}/g);
  return [...named].slice(0, MOST_NAMED).map(([address]) => address.replace(/\.$/, ""));
}
