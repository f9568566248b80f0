import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@jest/globals";

// By its name in a constant: it is no program of a package.
const ANALYZE = "systemd-analyze";
const UNIT = readFileSync("config/systemd/svartid.service", "utf8");
const isHere = spawnSync(ANALYZE, ["--version"]).status === 0;
const testHere = isHere ? test : test.skip;
const why = isHere ? "" : " [skipped, systemd-analyze is not installed]";
/** "OK" ends at 5.0 and "safe" would be 0; Node needs memory that it writes and runs. */
const EXPOSURE_TIMES_TEN = "20";

function analyze(unit: string, ...words: string[]): { status: number | null; said: string } {
  const directory = mkdtempSync(join(tmpdir(), "svartid-unit-"));
  try {
    const root = join(directory, "opt/svartid");
    mkdirSync(root, { recursive: true });
    const file = join(directory, "svartid.service");
    // Where this machine has its Node and the clone.
    writeFileSync(file, unit.replaceAll("/usr/bin/node", process.execPath).replaceAll("/opt/svartid", process.cwd()));
    const { status, stdout, stderr } = spawnSync(ANALYZE, [...words, file], { encoding: "utf8" });
    return { status, said: `${stdout}${stderr}` };
  } finally {
    rmSync(directory, { recursive: true });
  }
}

testHere(`systemd takes the unit as it stands, and says nothing against it${why}`, () => {
  expect(analyze(UNIT, "verify")).toEqual({ status: 0, said: "" });
  expect(analyze(UNIT.replace("Type=exec", "Type=some"), "verify").said).toContain("service type");
});

testHere(`the unit leaves the desk little that could be misused${why}`, () => {
  const words = ["security", "--offline=true", `--threshold=${EXPOSURE_TIMES_TEN}`];
  const { status, said } = analyze(UNIT, ...words);
  expect([status, said.match(/Overall exposure level.*/)?.[0]]).toEqual([0, expect.stringMatching(/: [01]\.\d OK/)]);
  const bare = UNIT.replace(/\n# Nobody's user[\s\S]*(?=\n\[Install\])/, "");
  expect(analyze(bare, ...words).status).not.toBe(0);
});

test("the unit starts what the shipped program's first line starts, and asks it by a command that is there", () => {
  const firstLine = readFileSync("src/cli/svartid.js", "utf8").split("\n")[0] ?? "";
  const [, variable, options] = /-S (\w+=\w+) node (--.*)$/.exec(firstLine) ?? [];
  expect(UNIT).toMatch(new RegExp(`^Environment=.* ${variable} `, "m"));
  expect(UNIT).toContain(`ExecStart=/usr/bin/node ${options} src/cli/svartid.js start\n`);
  expect(UNIT).toMatch(/^ExecStartPost=\/usr\/bin\/node src\/cli\/svartid\.js ready --alive --wait \d+$/m);
});
