import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Kysely, sql } from "kysely";
import { createAuditAnchor } from "../../src/adapters/files/audit-anchor.ts";
import { openDatabase } from "../../src/adapters/postgres/database.ts";
import { createLedgerDigests } from "../../src/adapters/postgres/ledger-digests.ts";
import type { Schema } from "../../src/adapters/postgres/schema.ts";
import { createUnitOfWork } from "../../src/adapters/postgres/unit-of-work.ts";
import { digest } from "../../src/adapters/system/digest.ts";
import { createSigner } from "../../src/adapters/system/signer.ts";
import { type AuditAction, type AuditDeed, SYSTEM } from "../../src/domain/audit/audit-event.ts";
import { type AuditReport, audit } from "../../src/usecases/audit.ts";
import type { UnitOfWork } from "../../src/usecases/ports/unit-of-work.ts";
import { auditLedgers } from "../../src/usecases/trail/audit-ledgers.ts";
import { auditTrailPart } from "../../src/usecases/trail/audit-trail-part.ts";
import { createLedgerSealing } from "../../src/usecases/trail/seal-ledgers.ts";
import { signTrail } from "../../src/usecases/trail/sign-trail.ts";
import { createTestDatabase } from "./database.ts";
import { silentLog } from "./silent-log.ts";

const SECRET = "a secret of the tests that is long enough to sign with";

/** The audit trail of a database of its own, with what signs, seals and checks it. */
export interface TrailDesk {
  readonly url: string;
  readonly db: Kysely<Schema>;
  readonly unitOfWork: UnitOfWork;
  readonly directory: string;
  /** Puts one deed on record. */
  record(action?: string, detail?: AuditDeed["detail"]): Promise<void>;
  sign(secrets?: readonly [string, ...string[]]): Promise<void>;
  /** One run of the periodic work that seals. */
  seal(): Promise<void>;
  check(secrets?: readonly [string, ...string[]] | null): Promise<AuditReport>;
  /** What somebody does who may do anything in the database: no trigger is in the way. */
  tamper(...statements: string[]): Promise<void>;
  passDays(days: number): Promise<void>;
  close(): Promise<void>;
}

export async function openTrailDesk(): Promise<TrailDesk> {
  const database = await createTestDatabase();
  const db = openDatabase({ url: database.url, log: silentLog, maxConnections: 4 });
  const unitOfWork = createUnitOfWork(db);
  const directory = mkdtempSync(join(tmpdir(), "svartid-trail-"));
  const anchor = createAuditAnchor(directory, null);
  const digests = createLedgerDigests(db);
  const { sha256 } = digest;
  return {
    url: database.url,
    db,
    unitOfWork,
    directory,
    async record(action = "key.revoked", detail = {}) {
      const deed = { actor: SYSTEM, action: action as AuditAction, subject: { kind: "key", id: "1" }, detail };
      await unitOfWork.transaction(async ({ audit }) => audit.record(deed));
    },
    sign: (secrets = [SECRET]) => signTrail({ unitOfWork, signer: createSigner(secrets), sha256, anchor }),
    seal: createLedgerSealing({ unitOfWork, digests }),
    check: (secrets = [SECRET]) => {
      const signer = secrets === null ? null : createSigner(secrets);
      const trail = auditTrailPart({ stores: unitOfWork.reading, sha256, signer, anchor });
      return audit([trail, auditLedgers(unitOfWork, digests)]);
    },
    async tamper(...statements) {
      await db.transaction().execute(async (transaction) => {
        await sql`set local session_replication_role = replica`.execute(transaction);
        for (const statement of statements) await sql.raw(statement).execute(transaction);
      });
    },
    async passDays(days) {
      await sql`update desk_time set "offset" = "offset" + make_interval(days => ${days})`.execute(db);
    },
    async close() {
      await db.destroy();
      await database.drop();
      rmSync(directory, { recursive: true });
    },
  };
}

/** All faults of a report. */
export function faultsOf({ checks }: AuditReport): string[] {
  return checks.flatMap(({ faults }) => faults);
}
