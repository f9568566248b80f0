import { spawn } from "node:child_process";
import { once } from "node:events";
import { readRunOptions, someSeed } from "../support/run-options.ts";

// Every operation of the API asked for what its document allows and does not, by chance: it never fails, and answers as the document says.
const { seed, runs } = readRunOptions({ seed: someSeed(), runs: 1_000 });
// The desk that is asked is one of the suite's, which live in jest alone.
const jest = ["--experimental-vm-modules", "--no-warnings=ExperimentalWarning", "node_modules/jest/bin/jest.js"];
const child = spawn(process.execPath, [...jest, "test/integration/http-openapi.test.ts"], {
  stdio: "inherit",
  env: { ...process.env, API_FUZZ_SEED: String(seed), API_FUZZ_RUNS: String(runs) },
});
const [code] = await once(child, "exit");
process.exitCode = code ?? 1;
