import { storageWords } from "../domain/readiness/storage-words.ts";
import { type Expectations, judgeReadiness } from "./judge-readiness.ts";
import type { MeasureStore } from "./ports/measure-store.ts";
import type { Readiness } from "./ports/readiness.ts";
import { fault } from "./readiness-result.ts";

/** The checks of a running desk: the database first, and from its tables mailboxes, queue and sending. */
export function createDeskReadiness(measures: Pick<MeasureStore, "read">, expected: Expectations): Readiness {
  return [
    {
      name: "database",
      async look() {
        const found = await measures.read().catch(() => null);
        if (found !== null) return judgeReadiness(found, expected);
        const { detail, mend } = storageWords("");
        return [fault("database", detail, mend)];
      },
    },
  ];
}
