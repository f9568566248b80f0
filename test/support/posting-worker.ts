// A process of its own that posts webhooks until it is killed: node test/support/run-typescript.mjs THIS DATABASE URL.
import { postWebhooks } from "../../src/usecases/post-webhooks.ts";
import { openWebhookDesk } from "./webhook-desk.ts";

const [databaseUrl = "", url = ""] = process.argv.slice(2);
const desk = await openWebhookDesk(databaseUrl, [url]);
process.stdout.write("ready\n");
await postWebhooks(desk.services, 1000);
await desk.close();
