// A process of its own that makes keys over four connections until it is killed: node test/support/run-typescript.mjs THIS DATABASE.
import { randomBytes } from "node:crypto";
import { openDatabase } from "../../src/adapters/postgres/database.ts";
import { createUnitOfWork } from "../../src/adapters/postgres/unit-of-work.ts";
import { SYSTEM } from "../../src/domain/audit/audit-event.ts";
import { recordedKey } from "./recorded-key.ts";
import { silentLog } from "./silent-log.ts";

const [url = ""] = process.argv.slice(2);
const unitOfWork = createUnitOfWork(openDatabase({ url, log: silentLog, maxConnections: 4 }));

async function goOn(): Promise<never> {
  for (;;) await unitOfWork.transaction((stores) => recordedKey(stores, randomBytes(6).toString("hex"), SYSTEM));
}

await unitOfWork.reading.now();
process.stdout.write("ready\n");
await Promise.all([goOn(), goOn(), goOn(), goOn()]);
