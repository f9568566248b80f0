import type { Stage } from "../stage.ts";
import type { Plot } from "../story.ts";

/** `svartid audit` reconciles the mailbox, the sightings, the filings, the outbox and the clocks. */
export async function unaccounted(stage: Stage, _plot: Plot): Promise<void> {
  const { code, output } = await stage.desk.run(["audit"]);
  for (const line of output.trim().split("\n")) stage.narrator.say(line);
  if (code !== 0) throw new Error("svartid audit found something unaccounted for");
  stage.narrator.proved("0 unaccounted");
}
