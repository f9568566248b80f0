import type { OpenDesk } from "../wiring.ts";
import { UserError } from "./user-error.ts";

/** The id of the desk's mailbox of this name, or without a name of its first. */
export function findMailbox({ mailboxIds }: Pick<OpenDesk, "mailboxIds">, name: string | undefined): number {
  const names = [...mailboxIds.keys()];
  const id = mailboxIds.get(name ?? names[0] ?? "");
  if (id === undefined) throw new UserError(`there is no mailbox ${name}: give one of ${names.join(", ")}`);
  return id;
}
