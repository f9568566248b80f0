import type { MailAttachment } from "./mail-understanding.ts";

type File = Pick<MailAttachment, "contentType" | "inline" | "contentId">;

/** What a program adds to a mail by itself. It proves or names the writer (a certificate and a key hold their address) and is no file of theirs. */
const ADDED = [
  "application/pkcs7-signature",
  "application/x-pkcs7-signature",
  "application/pgp-signature",
  "application/pgp-keys",
];

/**
 * The files somebody attached, without the pictures within their text and without what their program added. Seen in the wild: Apple
 * Mail marks whatever is attached `inline`; only a picture that the text names by its Content-ID stands in the text.
 */
export function attachedFiles<Attached extends File>(files: readonly Attached[]): Attached[] {
  return files.filter((file) => !isInText(file) && !ADDED.includes(file.contentType.toLowerCase()));
}

/** The pictures that stand in a text: what was pasted there, and the logos of signatures. */
export function picturesInText<Attached extends File>(files: readonly Attached[]): Attached[] {
  return files.filter(isInText);
}

function isInText({ contentType, inline, contentId }: File): boolean {
  return inline && contentId !== null && contentType.toLowerCase().startsWith("image/");
}
