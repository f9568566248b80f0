const LEAST_BYTES = 24;
const MOST_BYTES = 64;
const WRITTEN = /^whsec_([A-Za-z0-9+/]+={0,2})$/;

/** The secrets of a webhook, from a comma list: while one is rotated, a delivery is signed with each. */
export function parseWebhookSecrets(text: string | undefined): string[] {
  return (text ?? "")
    .split(",")
    .map((secret) => secret.trim())
    .filter((secret) => secret !== "");
}

/** Whether a secret is one of Standard Webhooks: `whsec_` and the base64 of 24 to 64 bytes. */
export function isWebhookSecret(text: string): boolean {
  const base64 = WRITTEN.exec(text)?.[1];
  if (base64 === undefined || base64.length % 4 !== 0) return false;
  const { length } = Buffer.from(base64, "base64");
  return length >= LEAST_BYTES && length <= MOST_BYTES;
}
