import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readRunOptions } from "../support/run-options.ts";

/** One guarding line, of the clock or of who may act, taken away: the tests that are run must go red. */
interface Mutation {
  readonly what: string;
  readonly file: string;
  /** Stands there exactly once. */
  readonly from: string;
  readonly to: string;
  readonly tests: readonly string[];
}

const STORE = "src/adapters/postgres/clock-store.ts";
const FOLD = ["test/unit/domain/sla", "test/property/fold-clock"];
const CALENDAR = ["test/unit/domain/calendar", "test/property/business-time"];
const FIRING = ["test/integration/firing", "test/integration/answer-against-firing"];

const MUTATIONS: readonly Mutation[] = [
  {
    what: "version check",
    file: STORE,
    from: '.where("version", "=", version)',
    to: "",
    tests: FIRING,
  },
  {
    what: "state check",
    file: STORE,
    from: '.where("state", "in", ["running", "breached"])',
    to: "",
    tests: FIRING,
  },
  {
    what: "< for what is due becomes <=",
    file: STORE,
    from: '.where("next_wake_at", "<", now);',
    to: '.where("next_wake_at", "<=", now);',
    tests: FIRING,
  },
  {
    what: "< for breach becomes <=",
    file: "src/domain/sla/account.ts",
    from: "deadline < to",
    to: "deadline <= to",
    tests: FOLD,
  },
  {
    what: "pause subtraction",
    file: "src/domain/sla/account.ts",
    from: "account.pauseReasons.length === 0 && ",
    to: "",
    tests: FOLD,
  },
  {
    what: "sort of events",
    file: "src/domain/sla/standing-events.ts",
    from: ".sort((one, other) => one.at - other.at)",
    to: "",
    tests: FOLD,
  },
  {
    what: "prefix-sum join, next year",
    file: "src/domain/calendar/open-table.ts",
    from: "if (closes.at(-1) === from) closes[closes.length - 1] = to;",
    to: "if (closes.at(-1) === Number.NaN) closes[closes.length - 1] = to;",
    tests: CALENDAR,
  },
  {
    what: "prefix-sum join, year before",
    file: "src/domain/calendar/open-table.ts",
    from: "intervals.at(-1)?.[1] === opens[0] ? intervals.at(-1) : undefined",
    to: "undefined as OpenInterval | undefined",
    tests: CALENDAR,
  },
  {
    what: "prefix sums",
    file: "src/domain/calendar/open-table.ts",
    from: "      before.push(table.total);",
    to: "      before.push(0);",
    tests: CALENDAR,
  },
  {
    what: "holiday emptying",
    file: "src/domain/calendar/day-plan.ts",
    from: "const hours = holiday(date) === null ? hoursOf(date) : [];",
    to: "const hours = hoursOf(date);",
    tests: CALENDAR,
  },
  {
    what: "answer after the breach that rang",
    file: "src/usecases/answer-sent.ts",
    from: "hasRung ? await stores.now() : acceptedAt",
    to: "acceptedAt",
    tests: FIRING,
  },
  {
    what: "authorize on the mail path",
    file: "src/usecases/filing/gather-facts.ts",
    from: 'mayWrite: authorize({ kind: "agent", agent: speaksFor, agents: context.desk.agents }, "write").ok,',
    to: "mayWrite: true,",
    tests: ["test/integration/who-speaks-as-agent"],
  },
  {
    what: "authorize on the API path",
    file: "src/adapters/http/guard.ts",
    from: "const answer = authorize(keyActor(key, desk.agents), scope);",
    to: 'const answer = { ok: scope.length > 0, why: "missing-scope" };',
    tests: ["test/integration/http-access"],
  },
];

const { only } = readRunOptions({ only: "" });
const scratch = mkdtempSync(join(tmpdir(), "svartid-mutations-"));
process.once("exit", () => rmSync(scratch, { recursive: true, force: true }));
copySources();

let survivors = 0;
for (const mutation of MUTATIONS.filter(({ what }) => what.includes(only))) {
  const red = run(mutation);
  survivors += red.length === 0 ? 1 : 0;
  console.log(`${red.length === 0 ? "SURVIVED" : "caught  "}  ${mutation.what}: ${red.length} tests`);
  for (const name of red.slice(0, 4)) console.log(`            ${name}`);
}
process.exitCode = survivors === 0 ? 0 : 1;

/** The files as they are, apart from everything that is not of the product: nothing here touches the originals. */
function copySources(): void {
  const files = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "-z"], {
    encoding: "utf8",
  });
  for (const file of files.split("\0").filter(Boolean)) cpSync(file, join(scratch, file), { recursive: true });
  symlinkSync(join(process.cwd(), "node_modules"), join(scratch, "node_modules"));
  // Mails are parsed by the worker that was built, which no mutation touches.
  symlinkSync(join(process.cwd(), "dist"), join(scratch, "dist"));
}

/** The names of the tests that go red; rejects a mutation whose line is not there any more. */
function run({ what, file, from, to, tests }: Mutation): string[] {
  const path = join(scratch, file);
  const original = readFileSync(path, "utf8");
  if (original.split(from).length !== 2) throw new Error(`${what}: ${file} does not hold its line once`);
  writeFileSync(
    path,
    original.replace(from, () => to),
  );
  const report = join(scratch, "report.json");
  const jest = join(scratch, "node_modules/jest/bin/jest.js");
  spawnSync(
    process.execPath,
    ["--experimental-vm-modules", "--no-warnings", jest, "--json", `--outputFile=${report}`, "--silent", ...tests],
    { cwd: scratch, stdio: "ignore" },
  );
  writeFileSync(path, original);
  const { testResults } = JSON.parse(readFileSync(report, "utf8")) as {
    testResults: { message: string; assertionResults: { status: string; fullName: string }[] }[];
  };
  rmSync(report);
  const broken = testResults.filter(({ assertionResults }) => assertionResults.length === 0);
  if (broken.length > 0) throw new Error(`${what}: the tests did not run: ${broken[0]?.message}`);
  return testResults.flatMap(({ assertionResults }) =>
    assertionResults.filter(({ status }) => status === "failed").map(({ fullName }) => fullName),
  );
}
