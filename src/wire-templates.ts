import { fileURLToPath } from "node:url";
import { createRenderer, type DeskIdentity } from "./adapters/templates/renderer.ts";
import type { MailRenderer } from "./usecases/ports/mail-renderer.ts";

const TEMPLATES = fileURLToPath(new URL("../templates", import.meta.url));

/** Every word the desk mails, read and checked; an AdapterError names a template that cannot be used. */
export function wireTemplates(desk: DeskIdentity): Promise<MailRenderer> {
  return createRenderer(TEMPLATES, desk);
}
