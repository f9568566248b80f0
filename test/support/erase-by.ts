import { SYSTEM } from "../../src/domain/audit/audit-event.ts";
import {
  type AskedErasure,
  type ErasePersonDeps,
  type ErasureOutcome,
  erasePerson,
} from "../../src/usecases/privacy/erase-person.ts";
import { wirePseudonyms } from "../../src/wire-pseudonyms.ts";
import type { OpenDesk } from "../../src/wiring.ts";

/** Erases somebody from a desk that is open; the list of erasures is kept nowhere else. */
export async function eraseBy(
  open: OpenDesk,
  asked: AskedErasure,
  more: Partial<ErasePersonDeps> = {},
): Promise<ErasureOutcome> {
  const pseudonyms = await wirePseudonyms(open, open.settings.config);
  const { parser } = open.filing;
  const deps = { ...open, parser, desk: open.settings.desk, pseudonyms, keepNotes: async () => undefined };
  return await erasePerson({ ...deps, ...more }, { ...asked, actor: SYSTEM, reason: "" });
}
