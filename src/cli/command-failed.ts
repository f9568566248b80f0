/** The thing asked failed and the command has printed everything there is to say: exit code 1, nothing more is printed. */
export class CommandFailed extends Error {
  constructor() {
    super("the thing asked failed");
    this.name = "CommandFailed";
  }
}
