import type { Desk } from "./desk.ts";

/** Key of the agent who manages the account of this organisation (an id of desk.yaml); null where there is none. */
export function accountManagerOf({ organisations }: Pick<Desk, "organisations">, id: string | null): string | null {
  return organisations.find((one) => one.id === id)?.accountManager ?? null;
}
