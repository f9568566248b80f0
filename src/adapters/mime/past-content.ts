import { createHash } from "node:crypto";
import type { PastContent } from "../../usecases/ports/past-content.ts";
import { htmlToText } from "./html-text.ts";
import { sanitiseHtml } from "./sanitise-html.ts";

/** As of a mail: more of a body is read by nobody. */
const MAX_HTML = 1_000_000;

/** Reads what another desk exported as a mail is read: nothing of it runs, and nothing is fetched. */
export const pastContent: PastContent = {
  readHtml(html) {
    const capped = html.slice(0, MAX_HTML);
    return { html: sanitiseHtml(capped, new Map()) || null, text: htmlToText(capped) };
  },
  readFile(base64) {
    const bytes = Buffer.from(base64, "base64");
    return { bytes, sha256: createHash("sha256").update(bytes).digest("hex") };
  },
};
