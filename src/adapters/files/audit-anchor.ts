import { createHash } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { readCheckpoint, writeCheckpoint } from "../../domain/audit/audit-checkpoint.ts";
import type { AuditAnchor } from "../../usecases/ports/audit-anchor.ts";

/** A file of one line in the data directory, for each database one. `databaseUrl`: null for the embedded one. */
export function createAuditAnchor(directory: string, databaseUrl: string | null): AuditAnchor {
  const place = join(directory, `audit-checkpoint${databaseUrl === null ? "" : `-${nameOf(databaseUrl)}`}`);
  return {
    place,
    async read() {
      const text = await readFile(place, "utf8").catch((error: NodeJS.ErrnoException) => {
        if (error.code === "ENOENT" || error.code === "ENOTDIR") return null;
        throw error;
      });
      return text === null ? null : (readCheckpoint(text) ?? "unreadable");
    },
    async write(checkpoint) {
      await mkdir(directory, { recursive: true });
      // Never half a line, whenever the process ends.
      const draft = `${place}.${process.pid}`;
      await writeFile(draft, `${writeCheckpoint(checkpoint)}\n`, { mode: 0o600 });
      await rename(draft, place);
    },
  };
}

/** Of where the database is, and not of who asks it: user and password change. */
function nameOf(databaseUrl: string): string {
  const { host, pathname, searchParams } = new URL(databaseUrl);
  return createHash("sha256")
    .update(JSON.stringify([host, pathname, searchParams.get("host")]))
    .digest("hex")
    .slice(0, 12);
}
