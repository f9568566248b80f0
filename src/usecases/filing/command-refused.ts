import type { CommandFault } from "../../domain/commands/command.ts";

/** Thrown by a command that cannot be done as things stand: everything that its mail did is undone, and its agent is told why. */
export class CommandRefused extends Error {
  readonly fault: CommandFault;

  constructor(fault: CommandFault) {
    super("a command was refused");
    this.name = "CommandRefused";
    this.fault = fault;
  }
}
