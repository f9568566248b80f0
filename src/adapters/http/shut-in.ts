// What strangers wrote stands in a document of its own: of no origin, without script, loading nothing (threat T11).
const SHUT = "default-src 'none'; base-uri 'none'; form-action 'none'; sandbox";

/** Of mail that is shown as it was formatted: only our own ticket page may hold it in a frame. */
export const FRAGMENT_HEADERS: Readonly<Record<string, string>> = {
  "content-security-policy": `${SHUT}; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'`,
  "x-frame-options": "SAMEORIGIN",
  "referrer-policy": "no-referrer",
};

/** Of a drawing of ours: its style sheet stands in it. */
export const IMAGE_HEADERS: Readonly<Record<string, string>> = {
  "content-security-policy": `${SHUT}; style-src 'unsafe-inline'; frame-ancestors 'none'`,
};

/** A document around a sanitised fragment. On paper whatever the reader's scheme: that is what its colours were chosen for. */
export function writeFragment(html: string): string {
  return `<!doctype html><html><head><meta charset="utf-8"><meta name="color-scheme" content="light"><title>Mail</title><style>body{margin:12px;font:14px/1.5 system-ui,sans-serif;color:#111;background:#fff;overflow-wrap:anywhere}img{max-width:100%}table{max-width:100%}</style></head><body>${html}</body></html>`;
}
