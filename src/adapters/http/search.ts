const MAX_TEXT = 200;

/** What a page of the console was asked for in its address. */
export interface Search {
  /** The trimmed text of a field; empty where it is missing. */
  text(name: string): string;
  /** The field if it is one of the words; null otherwise. */
  oneOf<Word extends string>(name: string, words: readonly Word[]): Word | null;
  /** The place after which the rows begin, as the stores take it. */
  before(): { beforeId?: number };
  /** The address of the page after this one, with the same filter; null at the end. */
  linkBefore(path: string, id: number | null): string | null;
}

export function readSearch(query: unknown): Search {
  const fields = (query ?? {}) as Record<string, unknown>;
  const text = (name: string) => {
    const value = fields[name];
    return typeof value === "string" ? value.trim().slice(0, MAX_TEXT) : "";
  };
  return {
    text,
    oneOf: (name, words) => words.find((word) => word === text(name)) ?? null,
    before() {
      const id = Number(/^\d{1,15}$/.exec(text("before"))?.[0]);
      return Number.isNaN(id) ? {} : { beforeId: id };
    },
    linkBefore(path, id) {
      if (id === null) return null;
      const kept = Object.keys(fields).filter((name) => name !== "before" && text(name) !== "");
      const entries = [...kept.map((name) => [name, text(name)] as [string, string]), ["before", String(id)]];
      return `${path}?${new URLSearchParams(entries as [string, string][])}`;
    },
  };
}
