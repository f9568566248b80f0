import type { Command, CommandFault, CommandName } from "./command.ts";
import { findCommand, nearestCommandWord } from "./command-words.ts";
import { type CommandScope, interpretCommand } from "./interpret-command.ts";

/** What an agent's mail asks for. With any fault nothing is to be done and nothing sent: a typo never sends anything. */
export type ParsedCommands =
  | { readonly ok: true; readonly commands: readonly Command[]; readonly text: string }
  | { readonly ok: false; readonly faults: readonly CommandFault[] };

const COMMAND_LINE = /^#(\p{L}[\p{L}\p{M}-]*)(?:[ \t]+(.*))?$/u;

const CONTRADICTIONS: readonly (readonly CommandName[])[] = [
  ["resolve", "close", "reopen", "wait", "ask-consent", "ask-access", "ask-permission", "merge"],
  // Each yes is to one question.
  ["ask-consent", "ask-approval"],
  ["ask-access", "ask-approval"],
  ["ask-permission", "ask-approval"],
  ["watch", "unwatch"],
  // What stays inside the desk is not what goes to the requester.
  ["note", "template"],
  ["note", "ask-consent"],
  ["note", "ask-access"],
  ["note", "ask-permission"],
  ["note", "ask-approval"],
];
/** Several of these in one mail make sense. */
const REPEATABLE: readonly CommandName[] = ["note", "cc", "uncc", "time", "error", "change"];

/**
 * Reads the commands in the first lines of an agent's new text, one a line; empty lines between them are passed over. The
 * text begins with the first line that is no command. A command word at the start of a later line is a fault: it was
 * meant, and would be sent to the requester as text.
 */
export function parseCommands(replyText: string, scope: CommandScope): ParsedCommands {
  const lines = replyText.split(/\r?\n/);
  const end = firstTextLine(lines);
  const faults: CommandFault[] = [];
  const commands: Command[] = [];
  const written: Written[] = [];
  for (const [index, line] of lines.slice(0, end).entries()) {
    if (line.trim() === "") continue;
    const read = readLine(line.trim(), scope);
    if ("command" in read) {
      commands.push(read.command);
      written.push({ name: read.command.name, word: wordOf(line) });
    } else faults.push({ lineNumber: index + 1, line: line.trim(), ...read.fault });
  }
  const text = lines.slice(end).join("\n").trim();
  faults.push(...lateCommands(lines, end), ...contradictions(written), ...notAlone(written, text));
  return faults.length > 0 ? { ok: false, faults } : { ok: true, commands, text };
}

function firstTextLine(lines: readonly string[]): number {
  const index = lines.findIndex((line) => line.trim() !== "" && !COMMAND_LINE.test(line.trim()));
  return index === -1 ? lines.length : index;
}

/** A command, and the word it was written with: a fault speaks the writer's own word. */
type Written = { name: CommandName; word: string };

function wordOf(line: string): string {
  return COMMAND_LINE.exec(line.trim())?.[1] ?? "";
}

type ReadLine = { command: Command } | { fault: { da: string; en: string } };

function readLine(line: string, scope: CommandScope): ReadLine {
  const [, word = "", rest = ""] = COMMAND_LINE.exec(line) ?? [];
  const name = findCommand(word);
  if (name !== null) return interpretCommand({ name, word }, rest.trim(), scope);
  const near = nearestCommandWord(word);
  return {
    fault: {
      da: `Kommandoen #${word} findes ikke.${near ? ` Mente du #${near}?` : ""} Skriv #hjælp for en liste.`,
      en: `There is no command #${word}.${near ? ` Did you mean #${near}?` : ""} Write #help for a list.`,
    },
  };
}

function lateCommands(lines: readonly string[], end: number): CommandFault[] {
  return lines.slice(end).flatMap((line, offset) => {
    const [, word = ""] = COMMAND_LINE.exec(line.trim()) ?? [];
    if (findCommand(word) === null) return [];
    return [
      {
        lineNumber: end + offset + 1,
        line: line.trim(),
        da: "Kommandoer skal stå i de første linjer, over teksten.",
        en: "Commands must stand in the first lines, above the text.",
      },
    ];
  });
}

function contradictions(written: readonly Written[]): CommandFault[] {
  const names = new Set(written.map(({ name }) => name));
  const twice = [...names]
    .filter((name) => !REPEATABLE.includes(name))
    .map((name) => written.filter((one) => one.name === name))
    .filter((same) => same.length > 1);
  const clashes = CONTRADICTIONS.map((group) => written.filter(({ name }) => group.includes(name))).filter(
    (clash) => new Set(clash.map(({ name }) => name)).size > 1,
  );
  return [...twice, ...clashes].map((words) => ({
    lineNumber: 1,
    line: words.map(({ word }) => `#${word}`).join(" "),
    da: "Disse kommandoer kan ikke stå i samme mail.",
    en: "These commands contradict each other in one mail.",
  }));
}

/** What stops a mail must not itself say or do something else. */
function notAlone(written: readonly Written[], text: string): CommandFault[] {
  const undo = written.find(({ name }) => name === "undo");
  if (undo === undefined || (written.length === 1 && text === "")) return [];
  return [
    {
      lineNumber: 1,
      line: `#${undo.word}`,
      da: `#${undo.word} skal stå alene i en mail, uden tekst og andre kommandoer. Intet er fortrudt.`,
      en: `#${undo.word} must stand alone in a mail, without text or other commands. Nothing was undone.`,
    },
  ];
}
