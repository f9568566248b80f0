import type { MailUnderstanding } from "../domain/email/mail-understanding.ts";
import type { Stage } from "./stage.ts";
import type { WrittenMail } from "./write-mail.ts";

/** Shows a mail as a person would see it. */
export function show(stage: Stage, caption: string, mail: MailUnderstanding | WrittenMail): void {
  const from = typeof mail.from === "string" ? mail.from : `${mail.from?.name ?? ""} <${mail.from?.address ?? ""}>`;
  const to = typeof mail.to === "string" ? mail.to : mail.to.map((one) => one.address).join(", ");
  stage.narrator.mail(caption, { from, to, subject: mail.subject, text: mail.text });
}
