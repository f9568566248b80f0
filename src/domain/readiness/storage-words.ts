import type { Bilingual } from "../desk/language.ts";

/** What is wrong with the database, and what to do. */
export interface StorageWords {
  readonly detail: Bilingual;
  readonly mend: Bilingual;
}

const FULL: StorageWords = {
  detail: {
    en: "The disk of the database is full: nothing can be stored.",
    da: "Databasens disk er fuld: intet kan gemmes.",
  },
  mend: {
    en: "Make room where PostgreSQL keeps its data; nothing has to be started again. Mail waits in the mailbox meanwhile, and none is lost.",
    da: "Skaf plads dér, hvor PostgreSQL har sine data; intet skal startes igen. Imens venter mail i postkassen, og ingen går tabt.",
  },
};
const READ_ONLY: StorageWords = {
  detail: {
    en: "The database is read-only: nothing can be stored.",
    da: "Databasen kan kun læses: intet kan gemmes.",
  },
  mend: {
    en: "See that DATABASE_URL names the primary server and not a standby, and that default_transaction_read_only is off.",
    da: "Se efter, at DATABASE_URL peger på den primære server og ikke på en kopi, og at default_transaction_read_only er slået fra.",
  },
};
const BUSY: StorageWords = {
  detail: {
    en: "The database has no connection, memory or disk left for the desk: nothing can be stored.",
    da: "Databasen har ikke forbindelser, hukommelse eller disk nok til supporten: intet kan gemmes.",
  },
  mend: {
    en: "See the log of PostgreSQL for what it ran out of; max_connections is the most frequent.",
    da: "Se i PostgreSQLs log, hvad den er løbet tør for; oftest er det max_connections.",
  },
};
const AWAY: StorageWords = {
  detail: { en: "The database does not answer.", da: "Databasen svarer ikke." },
  mend: {
    en: "See that PostgreSQL runs and that DATABASE_URL names it; svartid check says what it answers.",
    da: "Se efter, at PostgreSQL kører, og at DATABASE_URL peger på den; svartid check siger, hvad den svarer.",
  },
};

/** What is wrong with the database, and what to do, by the code of what kept it from storing: an SQLSTATE, or that of the network. */
export function storageWords(code: string): StorageWords {
  // disk_full, and io_error at a file that cannot grow.
  if (code === "53100") return FULL;
  if (code === "25006") return READ_ONLY;
  return code.startsWith("53") ? BUSY : AWAY;
}
