import { Command } from "commander";
import { examples } from "./examples.ts";
import { personEraseCommand } from "./person-erase.ts";
import { personExportCommand } from "./person-export.ts";
import { personHoldCommand, personHoldsCommand, personReleaseCommand } from "./person-hold.ts";

/** `svartid person`: what is held about somebody. */
export function personCommand(): Command {
  return new Command("person")
    .description("hand over what is held about a person, erase it, or keep it from being erased")
    .addCommand(personExportCommand())
    .addCommand(personEraseCommand())
    .addCommand(personHoldCommand())
    .addCommand(personReleaseCommand())
    .addCommand(personHoldsCommand())
    .addHelpText(
      "after",
      examples(
        "svartid person export mette@north.example --out mette.zip",
        "svartid person erase mette@north.example --dry-run",
      ),
    );
}
