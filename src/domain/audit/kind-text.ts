/** A kind with its id as people write it, such as `key:3`; the kind alone where it has no id. */
export function kindText({ kind, id }: { readonly kind: string; readonly id: string | null }): string {
  return id === null ? kind : `${kind}:${id}`;
}

/** What `kindText` wrote: `key` asks for every key, `key:3` for one. */
export function readKind(text: string): { readonly kind: string; readonly id?: string } {
  const colon = text.indexOf(":");
  return colon < 0 ? { kind: text } : { kind: text.slice(0, colon), id: text.slice(colon + 1) };
}
