import { once } from "node:events";
import type { Readable, Writable } from "node:stream";
import { Command } from "commander";
import { createSlaAnswerer } from "../sla-answerer.ts";
import { formatLineFault } from "../usecases/sla/answer-line.ts";
import { LineFault } from "../usecases/sla/line-fault.ts";
import { examples } from "./examples.ts";
import { createLineSplitter, type SplitLine } from "./line-splitter.ts";

// A timeline with thousands of events fits; a stream without line breaks does not fill the memory.
const MAX_LINE_CHARACTERS = 4_000_000;

/** `svartid sla compute`: the clock without a database. */
export function slaComputeCommand(): Command {
  return new Command("compute")
    .description(
      "answer deadlines, elapsed times and timelines: JSON lines on standard input, JSON lines on standard output",
    )
    .option("--json", "JSON lines are the only form; accepted so that scripts may always ask for it")
    .addHelpText(
      "after",
      examples("svartid sla compute < questions.jsonl", "node ask.js | svartid sla compute > answers.jsonl"),
    )
    .action(async () => {
      await answerLines(process.stdin, process.stdout, createSlaAnswerer());
    });
}

/** Answers each line as soon as its chunk has come, and reads no faster than the answers are taken. */
async function answerLines(input: Readable, output: Writable, answerLine: (line: string) => string): Promise<void> {
  const splitter = createLineSplitter(MAX_LINE_CHARACTERS);
  const write = async (lines: readonly SplitLine[]): Promise<void> => {
    const answers = lines.flatMap((line) => answerTo(line, answerLine));
    if (answers.length > 0 && !output.write(`${answers.join("\n")}\n`)) await once(output, "drain");
  };
  for await (const chunk of input) await write(splitter.push(chunk as Buffer));
  await write(splitter.end());
}

function answerTo(line: SplitLine, answerLine: (line: string) => string): string[] {
  if (line.kind === "too-long") {
    return [formatLineFault(new LineFault("line-too-long", `a line holds at most ${MAX_LINE_CHARACTERS} characters`))];
  }
  const text = line.text.trim();
  return text === "" ? [] : [answerLine(text)];
}
