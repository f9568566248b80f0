/** What the bodies and files of another desk's messages are. */
export interface PastContent {
  /** A fragment that is safe to show, null where nothing of it is, and the text as a person reads it. */
  readHtml(html: string): { html: string | null; text: string };
  /** Content in base 64, with its SHA-256 in lower-case hexadecimal. */
  readFile(base64: string): { bytes: Uint8Array; sha256: string };
}
