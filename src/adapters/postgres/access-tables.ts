import type { Generated, GeneratedAlways, JSONColumnType } from "kysely";
import type { DeedOutcome } from "../../usecases/ports/console-store.ts";

/** The tables of who may do what, and of what is done once. */
export interface AccessTables {
  api_key: {
    id: GeneratedAlways<number>;
    name: string;
    prefix: string;
    sha256: string;
    scopes: string[];
    agent: string | null;
    created_at: Generated<Date>;
    expires_at: Date | null;
    revoked_at: Date | null;
    last_used_at: Date | null;
  };
  idempotent_answer: {
    api_key_id: number;
    route: string;
    key: string;
    fingerprint: string;
    status: number;
    headers: JSONColumnType<Record<string, string>>;
    body: string;
    at: Generated<Date>;
  };
  console_deed: { token: string; actor: string; outcome: JSONColumnType<DeedOutcome> | null; at: Generated<Date> };
  sign_in_link: {
    id: GeneratedAlways<number>;
    name: string | null;
    agent: string | null;
    is_mailed: Generated<boolean>;
    at: Generated<Date>;
    expires_at: Date | null;
    used_at: Date | null;
  };
  console_session: {
    id: string;
    agent: string | null;
    key_id: number | null;
    opened_at: Generated<Date>;
    expires_at: Date;
  };
}
