import { Command } from "commander";
import type { Desk } from "../domain/desk/desk.ts";
import { instant } from "../domain/time/instant.ts";
import { readSettings } from "../settings.ts";
import { makePass, writeSignInUrl } from "../usecases/console-access.ts";
import { wireRandomness, wireSigner } from "../wire-signer.ts";
import { examples } from "./examples.ts";
import { printJson, printLine } from "./print.ts";
import { UserError } from "./user-error.ts";
import { withStorage } from "./with-desk.ts";

/** `svartid console-link`: a link that opens the console in a browser, to look or in an agent's name. */
export function consoleLinkCommand(): Command {
  return new Command("console-link")
    .description("print a link that opens the console once: to look, within 12 hours, or in an agent's name")
    .option("--agent <key>", "in the name of this agent of the desk file, who may act there; within half an hour")
    .addHelpText("after", examples("svartid console-link", "svartid console-link --agent one"))
    .action(async (options: { json?: boolean; agent?: string }) => {
      const { config, desk } = readSettings({ secret: "required" });
      const agent = options.agent ?? null;
      if (agent !== null && !isActive(desk, agent)) {
        const known = Object.keys(desk.agents).filter((key) => isActive(desk, key));
        throw new UserError(`there is no active agent ${agent} in the desk file, only ${known.join(", ") || "nobody"}`);
      }
      // Before it is printed: no link is in anybody's hands that is not on record.
      const viewer = agent === null ? ({ kind: "link" } as const) : ({ kind: "agent", agent } as const);
      const pass = makePass(wireRandomness(), "link", viewer, instant(Date.now()));
      await withStorage(({ unitOfWork, actor }) =>
        unitOfWork.transaction(async ({ sessions, audit }) => {
          await sessions.addLink({ ...pass, agent });
          audit.record({
            actor,
            action: "console.link-made",
            subject: { kind: "console", id: null },
            detail: { agent },
          });
        }),
      );
      const url = writeSignInUrl(wireSigner(config), config.publicUrl, "link", pass);
      if (options.json) printJson({ url });
      else printLine(url);
    });
}

function isActive({ agents }: Pick<Desk, "agents">, key: string): boolean {
  return Object.hasOwn(agents, key) && agents[key]?.active === true;
}
