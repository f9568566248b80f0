import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "@jest/globals";
import { answerZoneQuestions } from "../support/zone-questions.ts";

const support = fileURLToPath(new URL("../support/", import.meta.url));

test.each(["Pacific/Auckland", "America/St_Johns", "UTC"])(
  "no answer depends on the zone of the process: %s",
  (zone) => {
    const printed = execFileSync(process.execPath, ["run-typescript.mjs", "print-zone-questions.ts"], {
      cwd: support,
      env: { ...process.env, TZ: zone },
      encoding: "utf8",
      maxBuffer: 64_000_000,
    });
    const [processZone, ...answers] = printed.trim().split("\n");
    // The child must really have run elsewhere.
    expect(processZone).toBe(zone);
    expect(answers.length).toBeGreaterThan(1000);
    expect(answers).toEqual(answerZoneQuestions());
  },
);
