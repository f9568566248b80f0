import type { Instant } from "../../domain/time/instant.ts";
import type { JobRunStore } from "../ports/job-run-store.ts";
import type { ReadinessCheck, ReadinessResult } from "../ports/readiness.ts";
import { fault, fine } from "../readiness-result.ts";

/** A day, and two hours for the backup itself. */
const STALE_MS = 26 * 3_600_000;

/**
 * Red when the last backup or drill failed, or when none was taken for 26 hours; fine where backups are not this desk's (`isOurs` false), and until
 * a new database has had its first night.
 */
export function backupReadiness(runs: JobRunStore, isOurs: boolean): ReadinessCheck {
  return {
    name: "backup",
    async look() {
      if (!isOurs) return [];
      const [now, madeAt] = [await runs.now(), await runs.databaseMadeAt()];
      return [await judgeBackup(runs, now, madeAt), ...(await judgeDrill(runs))];
    },
  };
}

async function judgeBackup(runs: JobRunStore, now: Instant, madeAt: Instant): Promise<ReadinessResult> {
  const last = await runs.findLast("backup");
  if (last?.ok === false) return fault("backup", FAILED.detail(last.detail), FAILED.mend);
  if (now - (last?.at ?? madeAt) > STALE_MS) return fault("backup", STALE.detail, STALE.mend);
  if (last === null) {
    return fine("backup", { en: "The first backup is taken tonight.", da: "Den første backup bliver taget i nat." });
  }
  return fine("backup", { en: `The last backup is ${last.detail}.`, da: `Den nyeste backup er ${last.detail}.` });
}

async function judgeDrill(runs: JobRunStore): Promise<ReadinessResult[]> {
  const last = await runs.findLast("drill");
  if (last === null) return [];
  const { detail } = last;
  const { detail: tell, mend } = DRILL_FAULTS[last.atFault ?? "backup"];
  if (!last.ok) return [fault("drill", tell(detail), mend)];
  return [fine("drill", { en: `The last drill: ${detail}.`, da: "Den nyeste backup er genskabt og prøvet efter." })];
}

// What a run kept is in English, so that the Danish sentence says where it stands.
const FAILED = {
  detail: (why: string) => ({
    en: `The last backup failed: ${why}`,
    da: "Den seneste backup mislykkedes; /readyz og loggen siger hvorfor.",
  }),
  mend: {
    en: "svartid backup tries again at once.",
    da: "svartid backup prøver igen med det samme og siger, hvad der er galt.",
  },
};
const STALE = {
  detail: { en: "No backup was taken for over 26 hours.", da: "Der er ikke taget backup i over 26 timer." },
  mend: {
    en: "See that a process with the role worker runs; svartid backup takes one at once.",
    da: "Se efter, at en proces med rollen worker kører; svartid backup tager en med det samme.",
  },
};
const DRILL_FAULTS = {
  backup: {
    detail: (why: string) => ({
      en: `The last backup could not be restored: ${why}`,
      da: "Den nyeste backup kunne ikke genskabes; /readyz og loggen siger hvorfor.",
    }),
    mend: {
      en: "Take another with svartid backup, then run svartid drill; keep the older backups until it passes.",
      da: "Tag en ny med svartid backup, og kør så svartid drill; behold de ældre backupper, til den lykkes.",
    },
  },
  books: {
    detail: (why: string) => ({
      en: `The last backup can be restored, but what is in it does not add up: ${why}`,
      da: "Den nyeste backup kan genskabes, men indholdet stemmer ikke; /readyz og loggen siger, hvad der mangler.",
    }),
    mend: {
      en: "Run svartid audit: where it finds the same in the running desk, that is what to mend, and another backup would be no better. Else take one with svartid backup, then run svartid drill.",
      da: "Kør svartid audit: finder den det samme i driften, er det dér, der skal rettes, og en ny backup bliver ikke bedre. Ellers tag en med svartid backup, og kør så svartid drill.",
    },
  },
  trail: {
    detail: (why: string) => ({
      en: `The last backup can be restored, but the audit trail in it was changed: ${why}`,
      da: "Den nyeste backup kan genskabes, men revisionssporet i den er ændret; /readyz og loggen siger hvor.",
    }),
    mend: {
      en: "No new backup mends this: somebody changed the database by hand. Keep this backup, the older ones and the log, see who may write to the database, and find with svartid drill FILE the newest backup whose trail is whole; svartid audit says how the trail of the running desk stands.",
      da: "En ny backup hjælper ikke: nogen har ændret databasen i hånden. Gem denne backup, de ældre og loggen, se, hvem der kan skrive i databasen, og find med svartid drill FILE den nyeste backup, hvor sporet er helt; svartid audit siger, hvordan det står til med sporet i driften.",
    },
  },
} as const;
