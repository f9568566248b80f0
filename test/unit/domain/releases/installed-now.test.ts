import { expect, test } from "@jest/globals";
import { installedNow } from "../../../../src/domain/releases/installed-now.ts";

const is = (text: string) =>
  text
    .split(" ")
    .filter((one) => one !== "")
    .map((one) => ({ module: one.split("@")[0] ?? "", version: one.split("@")[1] ?? "" }));
const log = (text: string, isByRelease: boolean) => is(text).map((one) => ({ ...one, isByRelease }));
const shown = (found: readonly { module: string; version: string }[]) =>
  found.map(({ module, version }) => `${module}@${version}`).join(" ");

test.each<[string, string, string, string, string]>([
  ["the entry alone, while nothing is logged", "core@5.2 reports@1", "", "", "core@5.2 reports@1"],
  ["what a release brought, in place of the older", "core@5.2 reports@1", "core@5.3", "", "reports@1 core@5.3"],
  ["also in place of several", "core@5.1 core@5.2", "core@5.3", "", "core@5.3"],
  ["what an agent installed, in place of the only one", "core@5.2", "", "core@5.3", "core@5.3"],
  [
    "and beside several, of which the log names none",
    "core@5.1 core@5.2",
    "",
    "core@5.3",
    "core@5.1 core@5.2 core@5.3",
  ],
  ["a module that came by consent", "core@5.2", "", "meters@1.0", "core@5.2 meters@1.0"],
  ["the entry, where that is newer than the log", "core@5.10", "core@5.9", "", "core@5.10"],
  ["one version, however it is written", "core@5.3.0", "core@v5.3", "", "core@5.3.0"],
  ["one of several that is there already, once", "core@5.1 core@5.3", "", "core@5.3", "core@5.1 core@5.3"],
  ["a module in the spelling of the entry", "core@5.2", "", "Core@5.3", "core@5.3"],
])("is %s", (_, written, byRelease, byAgent, expected) => {
  expect(shown(installedNow(is(written), [...log(byRelease, true), ...log(byAgent, false)]))).toBe(expected);
});

/** Oldest first: `r` by a release, `a` by an agent. */
const lines = (text: string) => text.split(" ").flatMap((one) => log(one.slice(2), one.startsWith("r")));

test.each<[string, string, string, string]>([
  [
    "a release that all got, and beside it what an agent installed at one",
    "core@5.1 core@5.2",
    "r:core@5.3 a:core@5.3.1",
    "core@5.3 core@5.3.1",
  ],
  [
    "what an agent installed, which an older release does not take back",
    "core@5.2",
    "a:core@5.4 r:core@5.3",
    "core@5.4",
  ],
  ["the newest release, whichever came last", "core@5.2", "r:core@5.3 r:core@5.2.9", "core@5.3"],
  ["what an agent took back", "core@5.2", "r:core@5.3 a:core@5.2", "core@5.2"],
  ["what an agent corrected", "", "a:core@5.33 a:core@5.3", "core@5.3"],
  ["a number in each place, and no text", "core@5.9", "r:core@5.10 r:core@5.9.1", "core@5.10"],
])("of several lines it is %s", (_, written, logged, expected) => {
  expect(shown(installedNow(is(written), lines(logged)))).toBe(expected);
});
