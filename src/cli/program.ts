import { runProgram } from "./run-program.ts";

// A reader that has seen enough (`| head`) closes the pipe: that is no fault.
process.stdout.on("error", (error: { code?: string }) => {
  if (error.code === "EPIPE") process.exit(0);
  throw error;
});

process.exitCode = await runProgram(process.argv.slice(2));
