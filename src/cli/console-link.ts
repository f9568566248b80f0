import { Command } from "commander";
import { instant } from "../domain/time/instant.ts";
import { readSettings } from "../settings.ts";
import { writeConsoleLink } from "../usecases/console-access.ts";
import { wireSigner } from "../wire-signer.ts";
import { printJson, printLine } from "./print.ts";

/** `svartid console-link`: a link that opens the console in a browser for a few hours. */
export function consoleLinkCommand(): Command {
  return new Command("console-link")
    .description("print a link that opens the console, good for 12 hours")
    .action((options: { json?: boolean }) => {
      const { config } = readSettings({ secret: "required" });
      const url = writeConsoleLink(wireSigner(config), config.publicUrl, instant(Date.now()));
      if (options.json) printJson({ url });
      else printLine(url);
    });
}
