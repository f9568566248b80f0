import { writeFileSync } from "node:fs";
import { Command, Option } from "commander";
import { LANGUAGES, type Language } from "../domain/desk/language.ts";
import { TEMPLATE_NAMES, type TemplateName } from "../domain/outbound/template-names.ts";
import { readSettings } from "../settings.ts";
import type { MailRenderer } from "../usecases/ports/mail-renderer.ts";
import { wireTemplates } from "../wire-templates.ts";
import { examples } from "./examples.ts";
import { printJson, printLine } from "./print.ts";
import { UserError } from "./user-error.ts";

type Options = { json?: boolean; html?: boolean | string; lang: Language; organisation?: string };

/** What `preview` shows; a canned reply has a text alone. */
type Preview = { readonly subject: string | null; readonly text: string; readonly html: string | null };

const EXAMPLES = `
Examples:
  svartid template preview acknowledgement --lang da
  svartid template preview reply --lang da --organisation north --html reply.html
  svartid template preview replies/solved --lang da`;

/** `svartid template`: the words the desk mails, without a database. */
export function templateCommand(): Command {
  const preview = new Command("preview")
    .description("print a mail of the desk, filled in with made-up data")
    .argument("<name>", `which mail: ${TEMPLATE_NAMES.join(", ")}; or replies/NAME for the text of a canned reply`)
    .addOption(new Option("--lang <language>", "its language").choices(LANGUAGES).default("en"))
    .option("--organisation <id>", "as the customers of this organisation read it")
    .option("--html [file]", "its HTML part instead of its text: printed, or written to a file")
    .addHelpText("after", EXAMPLES)
    .action(printPreview);
  return new Command("template")
    .description("look at the words the desk mails")
    .addHelpText("after", examples("svartid template preview acknowledgement --lang da"))
    .addCommand(preview);
}

async function printPreview(name: string, options: Options, command: Command): Promise<void> {
  const settings = readSettings({ secret: "optional" });
  const { organisation } = options;
  const known = settings.desk.organisations.map(({ id }) => id);
  if (organisation !== undefined && !known.includes(organisation)) {
    throw new UserError(`there is no organisation ${organisation}; this desk has ${known.join(", ") || "none"}`);
  }
  print(name, previewOf(await wireTemplates(settings), name, options, command), options);
}

function print(name: string, { subject, text, html }: Preview, { html: asked, json, lang }: Options): void {
  const file = typeof asked === "string" && html !== null ? asked : null;
  if (file !== null) write(file, html ?? "");
  if (json) printJson({ name, language: lang, subject, text, html });
  else if (file !== null) return;
  else if (asked && html !== null) printLine(html.trimEnd());
  else printLine(`${subject === null ? "" : `Subject: ${subject}\n\n`}${text.trimEnd()}`);
}

function write(file: string, html: string): void {
  try {
    writeFileSync(file, html);
  } catch (error) {
    throw new UserError(
      `${file} cannot be written: ${(error as Error).message}; name a file in a folder that is there`,
    );
  }
}

/** A canned reply is text alone: it goes out within the mail `reply`. */
function previewOf(templates: MailRenderer, name: string, { lang, organisation, html }: Options, command: Command) {
  const canned = name.replace(/^replies\//, "");
  if (canned !== name && templates.replyTemplates.includes(canned)) {
    if (html) throw new UserError("a canned reply is text and has no HTML of its own; preview the mail reply");
    return { subject: null, text: templates.previewReply(canned, lang, organisation), html: null };
  }
  if (isTemplateName(name)) return templates.preview(name, lang, organisation);
  const names = [...TEMPLATE_NAMES, ...templates.replyTemplates.map((one) => `replies/${one}`)];
  // Ends with 2: what was asked for is no mail of this desk.
  return command.error(`error: there is no mail ${name}; choose one of ${names.join(", ")}`);
}

function isTemplateName(name: string): name is TemplateName {
  return (TEMPLATE_NAMES as readonly string[]).includes(name);
}
