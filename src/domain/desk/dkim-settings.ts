export const DKIM_ALGORITHMS = ["rsa", "ed25519"] as const;
export type DkimAlgorithm = (typeof DKIM_ALGORITHMS)[number];

/** The key that signs what the desk sends (RFC 6376, RFC 8463). Holds a secret: never stored, logged or printed (see `storedDesk`). */
export interface DkimSettings {
  /** The desk address's domain, or one above it. Lower-cased. */
  readonly domain: string;
  readonly selector: string;
  readonly algorithm: DkimAlgorithm;
  /** PKCS #8 in PEM. */
  readonly privateKey: string;
  /** The public half, as `p=` of the DNS record has it. */
  readonly publicKey: string;
}

/** The name and the text of the DNS record by which receivers verify what was signed. */
export function dkimRecord(settings: DkimSettings): { name: string; text: string } {
  return {
    name: `${settings.selector}._domainkey.${settings.domain}`,
    text: `v=DKIM1; k=${settings.algorithm}; p=${settings.publicKey}`,
  };
}
