import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
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

test("the image and the documentation start it with the memory that npx svartid has", () => {
  const [first = ""] = readFileSync("src/cli/svartid.js", "utf8").split("\n", 1);
  const [, setting = "", flags = ""] = /^#!\/usr\/bin\/env -S (\S+=\S+) node (--.+)$/.exec(first) ?? [];
  const dockerfile = readFileSync("Dockerfile", "utf8");
  expect(/^ENV (.+)$/m.exec(dockerfile)?.[1]?.split(" ")).toContain(setting);
  expect(/^CMD (.+)$/m.exec(dockerfile)?.[1]).toBe(
    JSON.stringify(["node", ...flags.split(" "), "src/cli/svartid.js", "start"]).replaceAll(",", ", "),
  );
  expect(readFileSync("docs/operations.md", "utf8")).toContain(
    `\`${setting} node ${flags} src/cli/svartid.js COMMAND\``,
  );
});
