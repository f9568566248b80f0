/** HMAC-SHA256 over `SVARTID_SECRET`, so that a secret can be rotated while mails signed by the old one are still answered. */
export type { Signer } from "../../domain/outbound/signer.ts";
