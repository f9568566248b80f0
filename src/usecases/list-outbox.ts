import { formatInstant } from "../domain/time/instant.ts";
import type { OutboxListing, OutboxMail, OutboxState } from "./ports/outbox-store.ts";
import type { UnitOfWork } from "./ports/unit-of-work.ts";

/** One row of `outbox list`: the shape of the CLI and the API. */
export interface OutboxView extends Omit<OutboxListing, "nextAt"> {
  readonly nextAt: string | null;
}

/** Whether lists show it: a canary's mail is nobody's, and to whoever asks for it by its id it is not there. */
export function isListed({ class: kind }: Pick<OutboxMail, "class">): boolean {
  return kind !== "canary";
}

/** The outbox, newest first: all of it or one state, at most `limit` rows before the row `beforeId`. */
export async function listOutbox(
  unitOfWork: UnitOfWork,
  filter: { readonly state?: OutboxState; readonly limit: number; readonly beforeId?: number },
): Promise<readonly OutboxView[]> {
  const rows = await unitOfWork.reading.outbox.list(filter);
  return rows.map((row) => ({ ...row, nextAt: row.nextAt === null ? null : formatInstant(row.nextAt) }));
}
