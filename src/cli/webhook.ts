import { Command } from "commander";
import { readSettings } from "../settings.ts";
import { type DeliveryView, listDeliveries } from "../usecases/list-deliveries.ts";
import { DELIVERY_STATES, type DeliveryState } from "../usecases/ports/webhook-store.ts";
import { replayDeliveries } from "../usecases/replay-deliveries.ts";
import { webhookSecrets } from "../wire-webhooks.ts";
import { examples } from "./examples.ts";
import { oneOf, wholeNumber } from "./parse-option.ts";
import { printJson, printLine } from "./print.ts";
import { printTable } from "./print-table.ts";
import { UserError } from "./user-error.ts";
import { withStorage } from "./with-desk.ts";

const EXAMPLES = `
Examples:
  svartid webhook list --state dead       what no receiver took, and what it answered
  svartid webhook replay 17 18            post these again, under the ids they had
  svartid webhook secret chat             what the receiver of chat verifies signatures with`;

/** `svartid webhook`: alerts posted to the webhooks of the desk. */
export function webhookCommand(): Command {
  return new Command("webhook")
    .description("look at what is posted to webhooks, and post again what no receiver took")
    .addCommand(listCommand())
    .addCommand(replayCommand())
    .addCommand(secretCommand())
    .addHelpText("after", EXAMPLES);
}

interface ListOptions {
  json?: boolean;
  state?: DeliveryState;
  limit: number;
}

function listCommand(): Command {
  return new Command("list")
    .description("list deliveries, newest first")
    .option("--state <state>", `only what is ${DELIVERY_STATES.join(", ")}`, oneOf(DELIVERY_STATES))
    .option("--limit <count>", "at most so many", wholeNumber(1, 10_000), 100)
    .addHelpText("after", examples("svartid webhook list --state dead"))
    .action(async (options: ListOptions) => {
      const filter = { limit: options.limit, ...(options.state ? { state: options.state } : {}) };
      const items = await withStorage(({ unitOfWork }) => listDeliveries(unitOfWork, filter));
      if (options.json) printJson(items);
      else printTable(["id", "webhook", "event", "state", "ticket", "attempts", "next", "error"], items.map(row));
    });
}

function row(item: DeliveryView): string[] {
  const { id, webhook, event, state, ticket, attempts, nextAt, lastError } = item;
  return [String(id), webhook, event, state, ticket ?? "", String(attempts), nextAt ?? "", lastError ?? ""];
}

function replayCommand(): Command {
  return new Command("replay")
    .description("post deliveries again, whatever became of them; the running desk does it at once")
    .argument("<id...>", "their ids in svartid webhook list")
    .addHelpText("after", examples("svartid webhook replay 17 18"))
    .action(async (texts: string[], options: { json?: boolean }) => {
      const ids = texts.map(wholeNumber(1, Number.MAX_SAFE_INTEGER));
      // All of them or none, so that a mistyped id leaves nothing half done.
      const missing = await withStorage(({ unitOfWork, actor }) => replayDeliveries(unitOfWork, ids, actor));
      if (missing !== null) throw notThere(missing);
      if (options.json) printJson(ids.map((id) => ({ id, state: "queued" })));
      else for (const id of ids) printLine(`Delivery ${id} is queued again.`);
    });
}

function notThere(id: number): UserError {
  return new UserError(`delivery ${id} is not there, or is being posted just now: svartid webhook list shows it`);
}

function secretCommand(): Command {
  return new Command("secret")
    .description("print the secrets that sign the deliveries of a webhook, for its receiver; keep them as such")
    .argument("<name>", "the webhook's name in the desk file")
    .addHelpText("after", examples("svartid webhook secret chat"))
    .action((name: string, options: { json?: boolean }) => {
      const { config, desk } = readSettings({ secret: "required" });
      const webhook = desk.webhooks.find((one) => one.name === name);
      if (webhook === undefined) {
        const known = desk.webhooks.map((one) => one.name).join(", ") || "none";
        throw new UserError(`${name} is not a webhook of this desk; known are ${known}`);
      }
      if (webhook.format !== "standard") {
        throw new UserError(`${name} has the format ${webhook.format}, which checks no signature`);
      }
      const secrets = webhookSecrets(webhook, config.secrets);
      if (options.json) printJson({ name, secrets });
      else for (const secret of secrets) printLine(secret);
    });
}
