import type { HeaderField } from "./header-field.ts";

/** One leaf of the mail. `text` is the decoded text of text and report parts, null for everything else. */
export type PartFacts = {
  contentType: string;
  parameters: Record<string, string>;
  text: string | null;
  /** The headers of an attached message or of attached headers; null for other parts. */
  messageHeaders: HeaderField[] | null;
};

/** What the rules read: the mail taken apart, nothing decided yet. `parts[0]` need not be the text. */
export type MailFacts = {
  headers: HeaderField[];
  contentType: string;
  /** `report-type`, `protocol` and the like of the outermost part. */
  parameters: Record<string, string>;
  parts: PartFacts[];
  /** All readable text. */
  text: string;
  subject: string;
};
