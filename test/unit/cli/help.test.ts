import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { Command } from "commander";
import { createProgram } from "../../../src/cli/create-program.ts";
import { type FoundCommand, readCommandTree, wordsOfExample } from "../../support/command-tree.ts";
import { runCli } from "../../support/run-cli.ts";

const tree = (await readCommandTree()).filter(({ name }) => name !== "");
const leaves = tree.filter(({ command }) => command.commands.length === 0);
const each = (commands: readonly FoundCommand[]) => commands.map((found) => [found.name, found] as const);
/** Ask for no settings: they answer whatever the environment says; `mail explain` for each file, be it there or not. */
const WITHOUT_SETTINGS = ["completion", "sla compute", "mail explain"];
/** Builds a world of its own, with what it needs of the environment. */
const OWN_WORLD = ["demo"];

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "svartid-help-"));
});
afterAll(() => rmSync(directory, { recursive: true }));

test.each(each(tree))(
  "svartid %s --help says what it does, with an example of its own",
  (name, { command, examples }) => {
    expect(command.description()).not.toBe("");
    expect(examples.filter((line) => wordsOfExample(line).join(" ").startsWith(name))).not.toEqual([]);
    for (const option of command.options) expect([option.flags, option.description]).not.toEqual([option.flags, ""]);
  },
);

test.each(each(tree))("every example of svartid %s is a command line that svartid takes", async (_, { examples }) => {
  for (const line of examples) {
    const words = wordsOfExample(line);
    const program = await createProgram(words);
    const reached: string[] = [];
    forEach(program, (command) => command.action(() => void reached.push(command.name())));
    await expect(program.parseAsync(words, { from: "user" })).resolves.toBeInstanceOf(Command);
    expect([line, reached]).toEqual([line, [expect.any(String)]]);
  }
});

test.each(each(leaves))(
  "svartid %s ends with 2 when it is not asked rightly, and prints no result",
  async (name, { command }) => {
    const words = name.split(" ");
    const wrong = [
      [...words, "--no-such-option"],
      ...(command.registeredArguments.some(({ required }) => required) ? [words] : []),
    ];
    for (const one of wrong) {
      const { code, out, err } = await runCli(one, {}, directory);
      expect([one, code, out]).toEqual([one, 2, ""]);
      expect(err).toMatch(/^error: .*\n\(add --help to see how it is used\)\n$/);
    }
  },
);

test.each(each(leaves.filter(({ name }) => ![...WITHOUT_SETTINGS, ...OWN_WORLD].includes(name))))(
  "svartid %s ends with 1 and a sentence without a stack when it cannot do what it is asked",
  async (_, { examples }) => {
    for (const line of examples) {
      const { code, out, err } = await runCli(wordsOfExample(line), { HTTP_PORT: "70000" }, directory);
      expect([line, code, out]).toEqual([line, 1, ""]);
      expect(err).toMatch(/^svartid: \S/);
      expect(err).not.toMatch(/\n\s+at /);
    }
  },
);

function forEach(command: Command, visit: (command: Command) => void): void {
  for (const below of command.commands) {
    visit(below);
    forEach(below, visit);
  }
}
