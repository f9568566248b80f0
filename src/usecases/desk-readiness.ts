import { type Expectations, judgeReadiness } from "./judge-readiness.ts";
import type { MeasureStore } from "./ports/measure-store.ts";
import type { Readiness } from "./ports/readiness.ts";

/** The checks of a running desk: the database first, and from its tables mailboxes, queue and sending. */
export function createDeskReadiness(measures: Pick<MeasureStore, "read">, expected: Expectations): Readiness {
  return [
    {
      name: "database",
      async look() {
        const found = await measures.read().catch(() => null);
        if (found !== null) return judgeReadiness(found, expected);
        return [
          {
            name: "database",
            ok: false,
            detail: "The database does not answer.",
            mend: "See that PostgreSQL runs and that DATABASE_URL names it; svartid check says what it answers.",
          },
        ];
      },
    },
  ];
}
