import { storageWords } from "../domain/readiness/storage-words.ts";
import type { ReadinessCheck } from "./ports/readiness.ts";
import type { StorageProbe } from "./ports/storage-probe.ts";
import { fault, fine } from "./readiness-result.ts";

export const STORAGE = "storage";
/** The disk is not tried more often, whoever asks how often. */
const TRIED_EVERY_MS = 30_000;

/** Red while the database stores nothing. `elapsedMs`: a clock that only goes on. That it does not answer at all is said by the check of its name. */
export function storageReadiness(probe: StorageProbe, elapsedMs: () => number): ReadinessCheck {
  let known: { readonly code: Promise<string | null>; readonly atMs: number } | null = null;
  return {
    name: STORAGE,
    async look() {
      const now = elapsedMs();
      if (known === null || now - known.atMs >= TRIED_EVERY_MS) known = { code: probe.fault(), atMs: now };
      const code = await known.code;
      if (code === null) return [fine(STORAGE, { en: "The database stores.", da: "Databasen gemmer." })];
      const { detail, mend } = storageWords(code);
      return [fault(STORAGE, detail, mend)];
    },
  };
}
