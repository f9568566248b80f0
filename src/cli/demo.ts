import { Command } from "commander";
import { demoSettings } from "../config.ts";
import { runDemo } from "../demo/run-demo.ts";
import { CommandFailed } from "./command-failed.ts";
import { examples } from "./examples.ts";
import { printLine, printNotice } from "./print.ts";

/** `svartid demo`: the whole main job told as a story, on embedded servers. */
export function demoCommand(): Command {
  return new Command("demo")
    .description("tell the story of a support desk, on embedded servers, and stay up with the console")
    .option("--once", "end after the story: 0 when all went as promised, 1 when not")
    .addHelpText("after", examples("svartid demo", "svartid demo --once"))
    .action(async (options: { once?: boolean }) => {
      try {
        await runDemo({ ...demoSettings(), once: options.once ?? false });
        if (options.once) printLine("\nThe story went as promised.");
      } catch (error) {
        printNotice(
          `\nThe demo ended early: ${error instanceof Object && "message" in error ? String(error.message) : String(error)}`,
        );
        throw new CommandFailed();
      }
    });
}
