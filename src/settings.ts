import { relative } from "node:path";
import { UserError } from "./cli/user-error.ts";
import { type Config, readConfig } from "./config.ts";
import type { DeskFault } from "./desk/desk-fault.ts";
import { loadDesk } from "./desk/load-desk.ts";
import type { Desk } from "./domain/desk/desk.ts";

export interface Settings {
  readonly config: Config;
  readonly desk: Desk;
  /** Names this version of the desk: clocks store it. */
  readonly deskHash: string;
  /** One line each, ready to be shown. */
  readonly warnings: readonly string[];
}

/** The environment and the desk, both right; otherwise a `UserError` with a line for each fault. */
export function readSettings(needs: { readonly secret: "required" | "optional" }): Settings {
  const read = readConfig(needs);
  if (!read.ok) {
    throw faulty(
      "the environment is not right",
      read.faults.map(({ message }) => message),
    );
  }
  const { config } = read;
  const loaded = readDesk(config.deskFile, config);
  return { config, ...loaded, warnings: [...loaded.warnings, ...linksNowhere(config, loaded.desk)] };
}

/** A link in a customer's mail that only this machine can open is worth a word before it is sent. */
function linksNowhere({ environment, publicUrl }: Config, desk: Desk): string[] {
  if (desk.desk.survey === null || environment.SVARTID_URL !== undefined) return [];
  return [
    `desk.survey is set, but SVARTID_URL is not: the links of surveys lead to ${publicUrl}; set it to where customers reach this desk`,
  ];
}

/** A desk file of any name, with the environment of this one; otherwise a `UserError` with a line for each fault. */
export function readDesk(path: string, { environment }: Pick<Config, "environment">): Omit<Settings, "config"> {
  const file = relative(process.cwd(), path) || path;
  const loaded = loadDesk(path, environment);
  if (!loaded.ok) {
    throw faulty(
      `the desk ${file} is not right`,
      loaded.faults.map((fault) => faultLine(file, fault)),
    );
  }
  return {
    desk: loaded.desk,
    deskHash: loaded.hash,
    warnings: loaded.warnings.map((warning) => faultLine(file, warning)),
  };
}

/** One fault is its own sentence; several stand under a heading. */
function faulty(heading: string, faults: readonly string[]): UserError {
  const [only, ...others] = faults;
  return only !== undefined && others.length === 0 ? new UserError(only) : new UserError(heading, faults);
}

function faultLine(file: string, fault: DeskFault): string {
  return `${file}:${fault.line}:${fault.column} ${fault.path ? `${fault.path}: ` : ""}${fault.message}`;
}
