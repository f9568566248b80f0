import { createMailParser } from "../../src/adapters/mime/mail-parser-pool.ts";
import { SYSTEM } from "../../src/domain/audit/audit-event.ts";
import { erasePerson } from "../../src/usecases/privacy/erase-person.ts";
import { openErasingDesk } from "./erasing-desk.ts";

// Erases somebody in the database given, and says when it has begun: made to be killed. Arguments: the database, the address.
const [databaseUrl = "", address = ""] = process.argv.slice(2);
const parser = createMailParser({ workerUrl: new URL(`file://${process.cwd()}/dist/adapters/mime/mime-worker.js`) });
const desk = await openErasingDesk(databaseUrl, parser);
// Recorded and noted: from here on it must come to its end, whoever carries it out.
const keepNotes = async () => void process.stdout.write("begun\n");
await erasePerson({ ...desk.erasing, keepNotes }, { address, actor: SYSTEM, reason: "" });
await desk.close();
await parser.close();
