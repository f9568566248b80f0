import type { Language } from "../../domain/desk/language.ts";
import type { ReplyTemplateData, TemplateData } from "../../domain/outbound/mail-templates.ts";
import type { TemplateName } from "../../domain/outbound/template-names.ts";

export interface RenderedMail {
  subject: string;
  text: string;
  html: string;
}

/** Turns a template and its data into words; an organisation may have words of its own. Synchronous: it runs inside transactions. */
export interface MailRenderer {
  /** Throws an AdapterError `header-injection` when a value would put a line break or another control into the subject. */
  render<Name extends TemplateName>(
    name: Name,
    language: Language,
    data: TemplateData[Name],
    organisation?: string | null,
  ): RenderedMail;
  /** Names of the canned replies, sorted; every language has each. */
  readonly replyTemplates: readonly string[];
  /** The text of a canned reply, for the requester. */
  renderReply(name: string, language: Language, data: ReplyTemplateData, organisation?: string | null): string;
  /** The template with made-up data, to look at. */
  preview(name: TemplateName, language: Language, organisation?: string | null): RenderedMail;
  /** The same of a canned reply. */
  previewReply(name: string, language: Language, organisation?: string | null): string;
}
