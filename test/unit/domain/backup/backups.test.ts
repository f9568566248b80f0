import { describe, expect, test } from "@jest/globals";
import { isBackupDue } from "../../../../src/domain/backup/backup-due.ts";
import { backupName, takenAtOf } from "../../../../src/domain/backup/backup-name.ts";
import { expiredBackups } from "../../../../src/domain/backup/expired-backups.ts";
import { newestBackup } from "../../../../src/domain/backup/newest-backup.ts";
import { instant } from "../../../../src/domain/time/instant.ts";

const at = (text: string) => instant(Date.parse(text));
const ZONE = "Europe/Copenhagen";

test("a backup is named after its instant, and the name gives it back in whole seconds", () => {
  expect(backupName(at("2026-11-28T01:00:03.456Z"))).toBe("svartid-20261128T010003Z.zip");
  expect(takenAtOf("svartid-20261128T010003Z.zip")).toBe(at("2026-11-28T01:00:03Z"));
});

test.each([
  "svartid-20261128T010003Z.zip.partial",
  "svartid-20261332T010003Z.zip",
  "notes.zip",
  "x-svartid-20261128T010003Z.zip",
])("%s is no backup of ours", (name) => {
  expect(takenAtOf(name)).toBeNull();
});

test("the newest is found whatever else lies there", () => {
  expect(newestBackup(["a.zip", "svartid-20261128T010003Z.zip", "svartid-20261127T235959Z.zip"])).toBe(
    "svartid-20261128T010003Z.zip",
  );
  expect(newestBackup(["a.zip"])).toBeNull();
});

describe("what is kept", () => {
  const daily = (days: number, now: string) =>
    Array.from({ length: days }, (_, ago) => backupName(instant(at(now) - ago * 86_400_000)));
  const kept = (names: readonly string[], now: string, keepDays = 30) => {
    const gone = expiredBackups(names, at(now), { zone: ZONE, keepDays });
    return names.filter((name) => !gone.includes(name));
  };

  test("of forty daily ones thirty, though the last came a second early or late", () => {
    for (const now of ["2026-11-28T01:00:03Z", "2026-11-28T00:59:59Z", "2026-11-28T01:00:09Z"]) {
      expect(kept(daily(40, "2026-11-28T01:00:03Z"), now)).toHaveLength(30);
    }
  });

  test("a date of the zone counts, not of UTC", () => {
    // 23:30 UTC is half past midnight in Copenhagen: the 30th of October there, and the 29th by UTC.
    expect(kept(["svartid-20261128T010003Z.zip", "svartid-20261029T233000Z.zip"], "2026-11-28T01:00:03Z")).toHaveLength(
      2,
    );
  });

  test("the newest stays however old it is, and other files always", () => {
    expect(
      kept(["svartid-20250101T010000Z.zip", "svartid-20250102T010000Z.zip", "README"], "2026-11-28T01:00:00Z"),
    ).toEqual(["svartid-20250102T010000Z.zip", "README"]);
  });
});

describe("when one is due", () => {
  const plan = { zone: ZONE, minuteOfDay: 120 };
  test.each([
    ["nothing was ever taken", null, "2026-11-28T12:00:00Z", true],
    ["the last is from before two o'clock of this night", "2026-11-28T00:59:59Z", "2026-11-28T01:00:00Z", true],
    ["it is not two o'clock yet", "2026-11-27T01:00:10Z", "2026-11-28T00:59:59Z", false],
    ["it was taken this night", "2026-11-28T01:00:10Z", "2026-11-28T22:00:00Z", false],
    ["the desk was down over a night", "2026-11-26T01:00:10Z", "2026-11-28T00:30:00Z", true],
    // On 29 March 2026 the clocks skip from two to three.
    ["two o'clock is skipped, and three has come", "2026-03-28T01:00:10Z", "2026-03-29T01:00:00Z", true],
    ["two o'clock is skipped, and it is a second before", "2026-03-28T01:00:10Z", "2026-03-29T00:59:59Z", false],
  ])("%s", (_, last, now, isDue) => {
    expect(isBackupDue(last === null ? null : at(last), at(now), plan)).toBe(isDue);
  });
});
