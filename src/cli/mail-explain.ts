import { readFile } from "node:fs/promises";
import { Command } from "commander";
import { whyNoMail } from "../domain/email/why-no-mail.ts";
import { explainMail, type MailExplanation, unreadable } from "../usecases/mail/explain-mail.ts";
import type { MailParser, ParseOptions } from "../usecases/ports/mail-parser.ts";
import { wireMailParser } from "../wire-mail-parser.ts";
import { CommandFailed } from "./command-failed.ts";
import { examples } from "./examples.ts";
import { printLine, printNotice } from "./print.ts";

/** Read ahead of the one being printed, so that the workers have something to do. */
const AHEAD = 6;

type Options = { dns?: boolean; trust: string[]; own: string[] };

/** `svartid mail`: what can be learnt from a mail without a database. */
export function mailCommand(createParser: () => MailParser = wireMailParser): Command {
  return new Command("mail")
    .description("look at mail without a database")
    .addHelpText("after", examples("svartid mail explain complaint.eml"))
    .addCommand(explainCommand(createParser));
}

function explainCommand(createParser: () => MailParser): Command {
  return new Command("explain")
    .description("print what is understood of each mail, one JSON line a file")
    .argument("<file...>", "raw mails (.eml)")
    .option("--dns", "check signatures with the name servers of this machine")
    .option(
      "--trust <server>",
      "believe the Authentication-Results of this receiving server (repeat for more)",
      collect,
      [],
    )
    .option("--own <address>", "an address of the desk itself (repeat for more)", collect, [])
    .addHelpText(
      "after",
      examples(
        "svartid mail explain complaint.eml",
        "svartid mail explain complaint.eml --trust mx.desk.example",
        "svartid mail explain complaint.eml --dns --json",
      ),
    )
    .action(async (files: string[], options: Options) => {
      const parser = createParser();
      try {
        await explainAll(parser, files, {
          trustedAuthServers: options.trust,
          dns: options.dns === true ? "system" : "none",
          ownAddresses: options.own,
        });
      } finally {
        await parser.close();
      }
    });
}

function collect(value: string, before: string[]): string[] {
  return [...before, value];
}

/** In the order given and a few ahead: memory does not grow with the number of files. */
async function explainAll(parser: MailParser, files: readonly string[], options: ParseOptions): Promise<void> {
  const running: Promise<Explained>[] = [];
  let failed = false;
  for (let next = 0; next < files.length || running.length > 0; ) {
    if (next < files.length && running.length < AHEAD) running.push(explainFile(parser, files[next++] ?? "", options));
    else {
      const done = await running.shift();
      if (done !== undefined) printLine(JSON.stringify(done.explanation));
      failed ||= done?.opened === false;
    }
  }
  if (failed) throw new CommandFailed();
}

type Explained = { explanation: MailExplanation; opened: boolean };

async function explainFile(parser: MailParser, file: string, options: ParseOptions): Promise<Explained> {
  try {
    const bytes = await readFile(file);
    const why = whyNoMail(bytes);
    if (why !== null) printNotice(`${file}: ${why}; this is how it would be read if a mail server handed it over`);
    return { explanation: await explainMail(parser, file, bytes, options), opened: true };
  } catch (error) {
    return { explanation: unreadable(file, whyNotOpened((error as { code?: string }).code)), opened: false };
  }
}

function whyNotOpened(code = "unknown"): string {
  if (code === "ENOENT") return "there is no such file";
  if (code === "EISDIR") return "it is a folder: name its files";
  return `the file cannot be opened (${code})`;
}
