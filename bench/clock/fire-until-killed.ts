// A process of its own that fires clocks as `svartid start` does: node test/support/run-typescript.mjs THIS DATABASE [REDIS].
import { startFiring } from "../../test/support/start-firing.ts";

const SWEEP_SECONDS = 15;

const [databaseUrl = "", redisUrl] = process.argv.slice(2);
await startFiring(databaseUrl, redisUrl ?? null, SWEEP_SECONDS);
process.stdout.write("ready\n");
