import type { Organisation } from "../../domain/desk/organisation.ts";
import { installedNow } from "../../domain/releases/installed-now.ts";
import type { Stores } from "../ports/unit-of-work.ts";

/** Organisations with what the log of installed changes says besides what is written of each. */
export async function withInstalled<One extends Pick<Organisation, "id" | "installed">>(
  { changes }: Pick<Stores, "changes">,
  organisations: readonly One[],
): Promise<One[]> {
  const logged = await changes.listInstalled(organisations.map(({ id }) => id));
  return organisations.map((one) => ({
    ...one,
    installed: installedNow(
      one.installed,
      logged.filter(({ organisation }) => organisation === one.id),
    ),
  }));
}
