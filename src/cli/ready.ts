import { setTimeout as delay } from "node:timers/promises";
import { Command } from "commander";
import { readSettings } from "../settings.ts";
import { CommandFailed } from "./command-failed.ts";
import { examples } from "./examples.ts";
import { wholeNumber } from "./parse-option.ts";
import { printJson, printLine } from "./print.ts";
import { UserError } from "./user-error.ts";

interface ReadyOptions {
  json?: boolean;
  alive?: boolean;
  wait: number;
}

interface Answer {
  readonly ready: boolean;
  readonly checks: readonly { name: string; ok: boolean; detail?: string; mend?: string | null }[];
}

const PATIENCE_MS = 5_000;
const AGAIN_MS = 500;

/** `svartid ready`: what the desk that runs here says of itself. */
export function readyCommand(): Command {
  return new Command("ready")
    .description("ask the desk that runs on this machine whether it can do its job: what is red, and what to do")
    .option("--alive", "only whether it runs, whatever is red")
    .option("--wait <seconds>", "ask again for so long until it is so", wholeNumber(0, 3_600), 0)
    .addHelpText("after", examples("svartid ready", "svartid ready --alive --wait 90      # after a start"))
    .action(async (options: ReadyOptions) => {
      const { url, name } = placeToAsk(options);
      const end = performance.now() + options.wait * 1_000;
      let answer = await ask(url, options);
      while (!(answer?.ready ?? false) && performance.now() < end) {
        await delay(AGAIN_MS);
        answer = await ask(url, options);
      }
      if (answer === null) {
        throw new UserError(
          `no desk answers at ${name}: start it, or see that HTTP_HOST and HTTP_PORT are those it runs with and that it has the role http`,
        );
      }
      if (options.json) printJson(answer);
      else printAnswer(answer, options);
      if (!answer.ready) throw new CommandFailed();
    });
}

function placeToAsk({ alive }: ReadyOptions): { url: string; name: string } {
  const { host, port } = readSettings({ secret: "optional" }).config.http;
  // One that listens everywhere listens here too.
  const here = host === "0.0.0.0" ? "127.0.0.1" : host === "::" ? "::1" : host;
  const name = `${here.includes(":") ? `[${here}]` : here}:${port}`;
  return { url: `http://${name}${alive ? "/healthz" : "/readyz"}`, name };
}

/** Null where nobody answers. */
async function ask(url: string, { alive }: ReadyOptions): Promise<Answer | null> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(PATIENCE_MS), redirect: "manual" });
    const body = (await response.json()) as Partial<Answer>;
    return { ready: response.ok, checks: alive ? [] : (body.checks ?? []) };
  } catch {
    return null;
  }
}

function printAnswer({ ready, checks }: Answer, { alive }: ReadyOptions): void {
  if (alive) printLine(ready ? "The desk runs." : "The desk runs, and does not say so.");
  for (const { name, ok, detail, mend } of checks) {
    printLine(`${ok ? "ok  " : "FAIL"}  ${name}${detail === undefined ? "" : `: ${detail}`}`);
    if (mend !== undefined && mend !== null) printLine(`      ${mend}`);
  }
}
