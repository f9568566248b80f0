import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync, statfsSync, statSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";

const MEMORY = "/dev/shm";
const PREFIX = "svartid-test-";
/** All test databases of a run that are open at once take less than a tenth of it. */
const ENOUGH_BYTES = 4 * 1024 ** 3;

/** Where the databases of the tests lie: `name` for `create database`, `remove` for after the server has stopped. */
export type TestTablespace = { name: string; remove(): void };

/**
 * Memory where the machine has enough, else the disk. A database is some seven hundred files, and tests make and drop hundreds: ext4 gives
 * no inode out again for five seconds and looks through all of these at each new file, which took 45 % of the CPU of the whole suite.
 */
export async function prepareTestTablespace(serverUrl: string): Promise<TestTablespace> {
  if (!hasMemory()) return { name: "pg_default", remove: () => {} };
  removeAbandoned();
  const directory = mkdtempSync(join(MEMORY, `${PREFIX}${process.pid}-`));
  const remove = () => rmSync(directory, { recursive: true, force: true });
  const client = new pg.Client({ connectionString: serverUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ home: string }>("select current_setting('data_directory') as home");
    const { uid, gid } = statSync(rows[0]?.home ?? "");
    chownSync(directory, uid, gid);
    await client.query(`create tablespace test_memory location '${directory}'`);
    return { name: "test_memory", remove };
  } catch (error) {
    remove();
    throw error;
  } finally {
    await client.end();
  }
}

function hasMemory(): boolean {
  if (!existsSync(MEMORY)) return false;
  const { bavail, bsize } = statfsSync(MEMORY);
  return bavail * bsize >= ENOUGH_BYTES;
}

/** What runs left behind that were killed before their end. */
function removeAbandoned(): void {
  for (const name of readdirSync(MEMORY).filter((name) => name.startsWith(PREFIX))) {
    const pid = Number(name.slice(PREFIX.length).split("-")[0]);
    if (existsSync(`/proc/${pid}`)) continue;
    try {
      rmSync(join(MEMORY, name), { recursive: true, force: true });
    } catch {
      // Another user's: theirs to remove.
    }
  }
}
