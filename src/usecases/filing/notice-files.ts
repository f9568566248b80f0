import { carriedFiles } from "../../domain/outbound/carried-files.ts";
import { writeAttachmentLink } from "../attachment-link.ts";
import type { AttachmentContent } from "../ports/mail-parser.ts";
import type { FilingContext } from "./filing-context.ts";
import type { MailToFile } from "./mail-to-file.ts";

/** A file of the mail that a notice tells of. */
export interface NoticeFile {
  readonly filename: string;
  readonly size: number;
  readonly sha256: string;
  readonly inboundEmailId: number;
  /** Its bytes, where the notice carries it; null: the notice has a link to it. */
  readonly carried: AttachmentContent | null;
}

const MEGABYTE = 1_000_000;

/** The files of a mail: carried as far as desk.yaml allows, pictures within the text too, since the notice shows words alone. */
export async function filesOfMail({ desk }: FilingContext, toFile: MailToFile): Promise<NoticeFile[]> {
  const { attachments } = toFile.mail;
  if (attachments.length === 0) return [];
  const limit = desk.desk.attachments.noticeMegabytes * MEGABYTE;
  const carries = carriedFiles(
    attachments.map(({ size }) => size),
    limit,
  );
  const contents = carries.includes(true) ? await toFile.readAttachments() : [];
  const bySha256 = new Map(contents.map((content) => [content.sha256, content]));
  return attachments.map(({ filename, size, sha256 }, index) => ({
    filename,
    size,
    sha256,
    inboundEmailId: toFile.inboundEmailId,
    carried: carries[index] ? (bySha256.get(sha256) ?? null) : null,
  }));
}

/** The files as the notice to one agent lists them: each with where it is read, null where it is in the mail itself. */
export function listFiles(
  { desk, signer, publicUrl }: FilingContext,
  files: readonly NoticeFile[],
  agent: string,
  validity: { readonly now: MailToFile["now"] },
) {
  const days = desk.desk.attachments.linkDays;
  return files.map(({ filename, size, carried, ...source }) => ({
    filename,
    size,
    link: carried === null ? writeAttachmentLink(signer, publicUrl, { ...source, agent }, { ...validity, days }) : null,
  }));
}
