import { UserError } from "./user-error.ts";

/** Ends the command where nothing was found for an organisation that nobody knows; one that left the desk file keeps what is told of it. */
export function refuseUnknown(organisations: readonly { readonly id: string }[], org: string | undefined): void {
  if (org === undefined || organisations.some(({ id }) => id === org)) return;
  const known = organisations.map(({ id }) => id).join(", ") || "none";
  throw new UserError(`there is no organisation ${org}: there are ${known}`);
}
