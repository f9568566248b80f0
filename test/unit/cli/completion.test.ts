import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { readCommandTree } from "../../support/command-tree.ts";
import { runCli } from "../../support/run-cli.ts";

const SHELLS = ["bash", "zsh", "fish"] as const;
type Shell = (typeof SHELLS)[number];

let directory: string;
const scriptOf = (shell: Shell) => join(directory, `svartid.${shell}`);

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "svartid-completion-"));
  mkdirSync(join(directory, "files"));
  for (const name of ["customers.csv", "two words.csv"]) writeFileSync(join(directory, "files", name), "");
  for (const shell of SHELLS) writeFileSync(scriptOf(shell), (await runCli(["completion", shell], {}, directory)).out);
});
afterAll(() => rmSync(directory, { recursive: true }));

/** What each shell offers for a line that ends where the cursor stands; zsh lists it for the eye, in columns. */
const OFFERS: Readonly<Record<Shell, (line: string) => string[]>> = {
  bash: (line) => {
    const words = line.split(" ").map((word) => `'${word}'`);
    const script = `source ${scriptOf("bash")}; COMP_WORDS=(${words.join(" ")}); COMP_CWORD=${words.length - 1}; _svartid; printf '%s\\n' "\${COMPREPLY[@]}"`;
    return linesOf(run("bash", ["--norc", "-c", script]));
  },
  // A shell at a terminal of its own, in which Tab is pressed.
  zsh: (line) => {
    const start = `PS1="at"">"; unset zle_bracketed_paste; autoload -Uz compinit; compinit -D -u; source ${scriptOf("zsh")}; LISTMAX=10000; setopt no_beep; bindkey "^I" complete-word`;
    const script = [
      "zmodload zsh/zpty; zpty shell zsh -f -i",
      `zpty -w shell '${start}'; zpty -r -m shell seen '*at>*'`,
      `zpty -w -n shell '${line}'$'\\t'; zpty -w -n shell $'\\x15print -r end-$((1+1))\\n'; zpty -r -m shell seen '*end-2*'`,
      'print -r -- "$seen"; zpty -d shell',
    ];
    const seen = run("zsh", ["-f", "-c", script.join("\n")]).toString();
    return seen.split(/[^\w.-]+/);
  },
  fish: (line) => {
    const script = `source ${scriptOf("fish")}; complete -C '${line}'`;
    const offered = run("fish", ["--no-config", "-c", script]);
    return linesOf(offered).map((one) => one.split("\t")[0] ?? "");
  },
};

function run(shell: Shell, words: string[]): Buffer {
  const env = { PATH: process.env.PATH, HOME: directory };
  return execFileSync(shell, words, { cwd: join(directory, "files"), env, timeout: 60_000 });
}

function linesOf(output: Buffer): string[] {
  return output
    .toString()
    .split("\n")
    .filter((line) => line !== "");
}

const CASES: readonly (readonly [string, readonly string[]])[] = [
  ["svartid tick", ["ticket"]],
  ["svartid ticket ", ["file", "list", "show"]],
  ["svartid ticket list --state ", ["closed", "new", "open", "resolved", "waiting"]],
  ["svartid ticket list --se", ["--search"]],
  ["svartid outbox resolve 4711 --s", ["--sent"]],
  ["svartid completion ", ["bash", "fish", "zsh"]],
  ["svartid template preview reply --lang ", ["da", "en"]],
  ["svartid organisation import customers", ["customers.csv"]],
];

for (const shell of SHELLS) {
  const isHere = spawnSync(shell, ["-c", "true"]).status === 0;
  const testHere = isHere ? test : test.skip;
  const why = isHere ? "" : ` [skipped, ${shell} is not installed]`;

  describe(`${shell} itself, with the script that is written for it${why}`, () => {
    // A terminal for each takes seconds.
    testHere.each(shell === "zsh" ? CASES.slice(0, 4) : CASES)(
      "offers for %j what the command takes there",
      (line, expected) => {
        const offered = OFFERS[shell](line);
        if (shell === "zsh") expect(offered).toEqual(expect.arrayContaining([...expected]));
        else expect([...offered].sort()).toEqual(expected);
      },
    );
  });
}

describe("in bash, which is always there", () => {
  test("every command, every option that is not hidden, and no other, can be completed", async () => {
    for (const { name, command } of await readCommandTree()) {
      const line = `svartid ${name === "" ? "" : `${name} `}`;
      if (command.commands.length > 0)
        expect([name, OFFERS.bash(line)]).toEqual([name, command.commands.map((below) => below.name())]);
      const shown = command.options.filter(({ hidden }) => !hidden).flatMap(({ long, short }) => [long, short]);
      const wanted = [...shown, "--help", "-h"].filter((flag) => flag != null).sort();
      expect([name, OFFERS.bash(`${line}-`).sort()]).toEqual([name, wanted]);
    }
  });

  test("a value behind = is completed as one behind a space, and a file with a space in its name stays one word", () => {
    expect(OFFERS.bash("svartid ticket list --state = o")).toEqual(["open"]);
    expect(OFFERS.bash("svartid ticket list --state =")).toContain("waiting");
    expect(OFFERS.bash("svartid ingest two")).toEqual(["two words.csv"]);
    expect(OFFERS.bash("svartid ticket list --limit ")).toEqual([]);
  });
});

test("a shell that is not known is wrong usage, and names those that are", async () => {
  const { code, out, err } = await runCli(["completion", "tcsh"], {}, directory);
  expect([code, out]).toEqual([2, ""]);
  expect(err).toContain("bash, zsh, fish");
});
