import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@jest/globals";

test("without a build svartid says so and ends with 1", () => {
  const directory = mkdtempSync(join(tmpdir(), "svartid-unbuilt-"));
  try {
    mkdirSync(join(directory, "src/cli"), { recursive: true });
    cpSync("src/cli/svartid.js", join(directory, "src/cli/svartid.mjs"));
    const { status, stdout, stderr } = spawnSync(process.execPath, [join(directory, "src/cli/svartid.mjs")], {
      encoding: "utf8",
    });
    expect([status, stdout, stderr]).toEqual([1, "", "svartid is not built yet. Run: npm ci && npm run build\n"]);
  } finally {
    rmSync(directory, { recursive: true });
  }
});
