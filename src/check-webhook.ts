import { resolveReceiver } from "./adapters/webhook/resolve-receiver.ts";
import type { DeskCheck } from "./desk-check.ts";
import type { WebhookSettings } from "./domain/webhooks/webhook-settings.ts";

/** Resolves the name of a webhook's receiver and judges its addresses, as before a delivery; nothing is posted. */
export async function checkWebhook({ name: webhook, url, allowPrivate }: WebhookSettings): Promise<DeskCheck> {
  const name = `webhook ${webhook}`;
  const { hostname } = new URL(url);
  const receiver = await resolveReceiver(new URL(url), allowPrivate);
  switch (receiver.kind) {
    case "resolved":
      return { name, ok: true, detail: `${hostname} may be posted to; nothing was posted.`, mend: null };
    case "refused": {
      const mend = allowPrivate
        ? `Name another receiver for the webhook ${webhook} in the desk file.`
        : `Correct the url of the webhook ${webhook} in the desk file, or set its allowPrivate: true if it is meant to be in your own network.`;
      return { name, ok: false, detail: `${hostname}: ${receiver.why}.`, mend };
    }
    case "unresolved": {
      const mend = `Correct the url of the webhook ${webhook} in the desk file, or the name servers of this machine.`;
      return { name, ok: false, detail: `${hostname} has no address (${receiver.code}).`, mend };
    }
  }
}
