import { readdirSync, readFileSync } from "node:fs";

/** The living processes, zombies left out, whose command line or environment holds a text. */
export function findProcesses(text: string): { pid: number; command: string }[] {
  return livingPids()
    .map((pid) => ({ pid, command: readProc(pid, "cmdline").replaceAll("\0", " ") }))
    .filter(({ pid, command }) => command.includes(text) || readProc(pid, "environ").includes(text));
}

export function childrenOf(parent: number): number[] {
  return livingPids().filter((pid) => Number(fieldsOf(pid)[1]) === parent);
}

export function isRunning(pid: number): boolean {
  const state = fieldsOf(pid)[0];
  return state !== undefined && state !== "Z" && state !== "X";
}

function livingPids(): number[] {
  return readdirSync("/proc").map(Number).filter(Number.isInteger).filter(isRunning);
}

// State, parent and the rest, which follow the name in parentheses (proc(5)).
function fieldsOf(pid: number): string[] {
  const stat = readProc(pid, "stat");
  return stat === "" ? [] : stat.slice(stat.lastIndexOf(")") + 2).split(" ");
}

function readProc(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch {
    return "";
  }
}
