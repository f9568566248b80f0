import { createAuditAnchor } from "./adapters/files/audit-anchor.ts";
import { createLedgerDigests } from "./adapters/postgres/ledger-digests.ts";
import { digest } from "./adapters/system/digest.ts";
import type { AuditPart } from "./usecases/audit.ts";
import { auditLedgers } from "./usecases/trail/audit-ledgers.ts";
import { auditTrailPart } from "./usecases/trail/audit-trail-part.ts";
import { createLedgerSealing } from "./usecases/trail/seal-ledgers.ts";
import { signTrail } from "./usecases/trail/sign-trail.ts";
import { wireSigner } from "./wire-signer.ts";
import type { OpenDatabase } from "./wiring.ts";

const { sha256 } = digest;

/** What the audit looks at of the audit trail and of what it seals. `isDrill`: of a database that is not that of this machine's desk. */
export function wireTrailParts({ settings, unitOfWork, database }: OpenDatabase, isDrill: boolean): AuditPart[] {
  const { config } = settings;
  const signer = config.secrets.length === 0 ? null : wireSigner(config);
  const anchor = isDrill ? null : createAuditAnchor(config.dataDirectory, config.databaseUrl);
  return [
    auditTrailPart({ stores: unitOfWork.reading, sha256, signer, anchor }),
    auditLedgers(unitOfWork, createLedgerDigests(database)),
  ];
}

/** Signs the audit trail, and seals the ledgers, as periodic works. */
export function wireTrailTasks({ settings, unitOfWork, database }: OpenDatabase) {
  const { config } = settings;
  const anchor = createAuditAnchor(config.dataDirectory, config.databaseUrl);
  const signer = wireSigner(config);
  return {
    signTrail: () => signTrail({ unitOfWork, signer, sha256, anchor }),
    sealLedgers: createLedgerSealing({ unitOfWork, digests: createLedgerDigests(database) }),
  };
}
