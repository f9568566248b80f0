import { Argument, Command, Option } from "commander";
import { LANGUAGES, type Language } from "../domain/desk/language.ts";
import { TEMPLATE_NAMES, type TemplateName } from "../domain/outbound/mail-templates.ts";
import { readSettings } from "../settings.ts";
import { wireTemplates } from "../wire-templates.ts";
import { printJson, printLine } from "./print.ts";

type Options = { json?: boolean; html?: boolean; lang: Language };

/** `svartid template`: the words the desk mails, without a database. */
export function templateCommand(): Command {
  const preview = new Command("preview")
    .description("print a mail of the desk, filled in with made-up data")
    .addArgument(new Argument("<name>", "which mail").choices(TEMPLATE_NAMES))
    .addOption(new Option("--lang <language>", "its language").choices(LANGUAGES).default("en"))
    .option("--html", "print its HTML part instead of its text")
    .action(printPreview);
  return new Command("template").description("look at the words the desk mails").addCommand(preview);
}

async function printPreview(name: TemplateName, options: Options): Promise<void> {
  const { desk } = readSettings({ secret: "optional" });
  const templates = await wireTemplates(desk.desk);
  const { subject, text, html } = templates.preview(name, options.lang);
  if (options.json) printJson({ name, language: options.lang, subject, text, html });
  else if (options.html) printLine(html.trimEnd());
  else printLine(`Subject: ${subject}\n\n${text.trimEnd()}`);
}
