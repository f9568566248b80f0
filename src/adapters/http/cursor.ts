import { Problem } from "./problem.ts";

/** The place in a list after which the next page begins: opaque to the caller, bound to the list that gave it. */
export function writeCursor(list: string, id: number | null): string | null {
  return id === null ? null : Buffer.from(`${list}:${id}`).toString("base64url");
}

/** Throws `invalid-cursor` for what this list did not write. */
export function readCursor(list: string, cursor: string): number {
  const text = Buffer.from(cursor, "base64url").toString("latin1");
  const id = Number(new RegExp(`^${list}:(\\d{1,15})$`).exec(text)?.[1]);
  if (Number.isNaN(id)) throw new Problem("invalid-cursor");
  return id;
}

/** The same for a list by an id that is text. */
export function writeTextCursor(list: string, id: string): string {
  return Buffer.from(`${list}:${id}`).toString("base64url");
}

export function readTextCursor(list: string, cursor: string): string {
  const text = Buffer.from(cursor, "base64url").toString("latin1");
  const id = new RegExp(`^${list}:([A-Za-z][A-Za-z0-9_-]{0,63})$`).exec(text)?.[1];
  if (id === undefined) throw new Problem("invalid-cursor");
  return id;
}
