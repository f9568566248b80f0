import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { createRenderer } from "./adapters/templates/renderer.ts";
import type { Settings } from "./settings.ts";
import type { MailRenderer } from "./usecases/ports/mail-renderer.ts";

const TEMPLATES = fileURLToPath(new URL("../templates", import.meta.url));

/** Every word the desk mails, read and checked, with the folders that desk.yaml names; an AdapterError names each that cannot be used. */
export function wireTemplates({ config, desk }: Pick<Settings, "config" | "desk">): Promise<MailRenderer> {
  const folder = (name: string) => resolve(dirname(config.deskFile), name);
  const organisations = desk.organisations.flatMap(({ id, templates }) =>
    templates === null ? [] : [[id, folder(templates)] as const],
  );
  return createRenderer(TEMPLATES, desk.desk, {
    desk: desk.templates === null ? null : folder(desk.templates),
    organisations: new Map(organisations),
  });
}
