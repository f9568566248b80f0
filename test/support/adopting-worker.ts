// A process of its own that carries a desk over to its clocks and lives on: node test/support/run-typescript.mjs THIS DATABASE YAML.
import { adoptDesk } from "../../src/usecases/clock/adopt-desk.ts";
import { openClockDesk } from "./clock-desk.ts";
import { silentLog } from "./silent-log.ts";

const [databaseUrl = "", yaml = ""] = process.argv.slice(2);
const { deps, context } = await openClockDesk(databaseUrl, yaml);
await adoptDesk({ unitOfWork: deps.unitOfWork, context, log: silentLog });
process.stdout.write("adopted\n");
setInterval(() => undefined, 60_000);
