import { userInfo } from "node:os";
import type { AuditActor } from "../domain/audit/audit-event.ts";

/** Who runs this command, as the machine knows them: that is what the audit trail names. */
export function cliActor(): AuditActor {
  return { kind: "cli", id: accountName() };
}

// An account without an entry in the machine's list, as in a container, has a number and no name.
function accountName(): string | null {
  try {
    return userInfo().username;
  } catch {
    return process.getuid === undefined ? null : `uid ${process.getuid()}`;
  }
}
