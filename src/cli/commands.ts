import type { Command } from "commander";
import { configCommand } from "./config.ts";
import { mailCommand } from "./mail-explain.ts";
import { rasciCommand } from "./rasci.ts";
import { slaCommand } from "./sla-compute.ts";

/** Every command of `svartid`, in the order of its help: a new one is one line here. */
export const commands: readonly (() => Command)[] = [configCommand, rasciCommand, mailCommand, slaCommand];
