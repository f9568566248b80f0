/** The end of a command's help: lines as a person types them, each with what it does behind `      #` where that is not plain. */
export function examples(...lines: readonly string[]): string {
  return `\nExamples:\n${lines.map((line) => `  ${line}`).join("\n")}`;
}
