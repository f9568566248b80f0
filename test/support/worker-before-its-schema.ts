// A worker that is opened while the queue's tables are away, in a process of its own: it may keep this one busy for good.
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { openQueueBackend } from "../../src/adapters/queue/open-queue-backend.ts";
import { createQueueTrouble } from "../../src/adapters/queue/queue-trouble.ts";
import { silentLog } from "./silent-log.ts";

const [databaseUrl = ""] = process.argv.slice(2);
const settings = { databaseUrl, redisUrl: null };
const trouble = createQueueTrouble(silentLog, "PostgreSQL");
const backend = await openQueueBackend(settings, trouble);
const client = new pg.Client({ connectionString: databaseUrl });
await client.connect();
await client.query("drop schema bullmq cascade");
await client.end();

let handled: () => void = () => undefined;
const isHandled = new Promise<void>((resolve) => {
  handled = resolve;
});
const queue = backend.openQueue("file");
const failed = await queue.add([{ name: "file", data: {}, opts: {} }]).catch((error: Error) => error.name);
const worker = backend.openWorker("file", async () => handled());
await sleep(2_000);
console.log(JSON.stringify({ alive: true, failed, isPatient: trouble.count() > 0 && trouble.count() < 20 }));

await openQueueBackend(settings, trouble);
await queue.add([{ name: "file", data: {}, opts: {} }]);
await isHandled;
console.log(JSON.stringify({ handled: true }));
await worker.close();
await queue.close();
await backend.close();
