// A process of its own that fires clocks until it is killed: node test/support/run-typescript.mjs THIS DATABASE [REDIS].
import { startFiring } from "./start-firing.ts";

const [databaseUrl = "", redisUrl] = process.argv.slice(2);
await startFiring(databaseUrl, redisUrl ?? null, 0.5);
process.stdout.write("ready\n");
