import type { GeneratedAlways, JSONColumnType } from "kysely";
import type { Hosting } from "../../domain/agreement/coverage.ts";
import type { Bilingual, Language } from "../../domain/desk/language.ts";
import type { LeftOutReason } from "../../domain/releases/judge-organisation.ts";
import type { ReleaseKind } from "../../domain/releases/release.ts";

/** The tables of releases and of whom each was told to. */
export interface ReleaseTables {
  release: {
    id: GeneratedAlways<number>;
    key: string;
    module: string;
    version: string;
    kind: ReleaseKind;
    available_on: string;
    versions: JSONColumnType<string[]>;
    hosting: Hosting | null;
    notes: JSONColumnType<Bilingual>;
    imported_at: Date;
    published_at: Date | null;
  };
  release_fix: { release_id: number; known_error_id: number };
  release_organisation: { release_id: number; organisation: string; hosting: Hosting; reason: LeftOutReason | null };
  release_recipient: {
    id: GeneratedAlways<number>;
    release_id: number;
    address: string;
    language: Language;
    organisations: JSONColumnType<string[]>;
    reported: JSONColumnType<number[]>;
    outbox_id: number | null;
    left_out: LeftOutReason | null;
  };
  release_ticket: { ticket_id: number; release_id: number };
}
