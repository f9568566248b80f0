// A process of its own that publishes a release, to be killed: node test/support/run-typescript.mjs THIS DATABASE CONTACTS.
import { SYSTEM } from "../../src/domain/audit/audit-event.ts";
import { publishRelease } from "../../src/usecases/releases/publish-release.ts";
import { KILLED_RELEASE, openPublishingDesk } from "./publishing-desk.ts";

const [databaseUrl = "", contacts = "0"] = process.argv.slice(2);
const desk = await openPublishingDesk(databaseUrl, Number(contacts));
process.stdout.write("ready\n");
await publishRelease({ unitOfWork: desk.unitOfWork, context: desk.filing.context }, KILLED_RELEASE.key, SYSTEM);
await desk.close();
