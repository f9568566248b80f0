import { readUrl } from "../domain/web/read-url.ts";
import { addressClass } from "../domain/webhooks/address-class.ts";
import { mayConnect } from "../domain/webhooks/may-connect.ts";
import type { DeskPath, Finding } from "./desk-fault.ts";
import type { DeskFile } from "./desk-file.ts";
import { isWebhookSecret, parseWebhookSecrets } from "./parse-webhook-secrets.ts";

type WebhookFile = NonNullable<DeskFile["webhooks"]>[number];

/** Where alerts are posted to: each name once, an address that may be reached, a secret that a receiver can use. No message repeats a URL or a secret. */
export function checkWebhooks(file: DeskFile): Finding[] {
  const names = new Set<string>();
  return (file.webhooks ?? []).flatMap((webhook, index) => {
    const path = ["webhooks", index];
    const isTwice = names.has(webhook.name);
    names.add(webhook.name);
    return [
      ...(isTwice ? [fault([...path, "name"], `two webhooks are called ${webhook.name}; rename one`)] : []),
      ...toFindings([...path, "url"], urlFault(webhook)),
      ...toFindings([...path, "secret"], secretFault(webhook)),
    ];
  });
}

function urlFault({ url: text, allowPrivate = false }: WebhookFile): string | null {
  const url = readUrl(text);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    return "this is not a web address; write it as https://chat.desk.example/hook";
  }
  if (url.username !== "" || url.password !== "") {
    return "the URL holds a user or a password; leave them out, the receiver knows a delivery by its signature";
  }
  if (url.protocol === "http:" && !allowPrivate) {
    return "plain http shows alerts to whoever listens; write https, or allowPrivate: true for a receiver in your own network";
  }
  return addressFault(url.hostname, allowPrivate);
}

function addressFault(host: string, allowPrivate: boolean): string | null {
  const found = addressClass(host);
  if (found === null || mayConnect(host, allowPrivate)) return null;
  const mend = mayConnect(host, true) ? "set allowPrivate: true if it is meant" : "name another receiver";
  return `the address of the URL is ${found}, not public; ${mend}`;
}

function secretFault({ format = "standard", secret }: WebhookFile): string | null {
  if (secret === undefined) return null;
  if (format !== "standard") return `${format} checks no signature; leave the secret out`;
  const secrets = parseWebhookSecrets(secret);
  if (secrets.length > 0 && secrets.every(isWebhookSecret)) return null;
  return 'this is not whsec_ and the base64 of 24 to 64 bytes; make one with: echo "whsec_$(openssl rand -base64 32)"';
}

function toFindings(path: DeskPath, message: string | null): Finding[] {
  return message === null ? [] : [fault(path, message)];
}

function fault(path: DeskPath, message: string): Finding {
  return { path, message };
}
