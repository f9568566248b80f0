import { drawClocks } from "../../src/usecases/drawing/draw-clocks.ts";
import { explainedClock } from "./explained-clock.ts";
import { at } from "./memory-clocks.ts";
import { testDesk } from "./test-desk.ts";

/** The drawing of docs/agreement.md, from events that never change. */
export function drawDocumentedClock(): string {
  const { levels, desk } = testDesk();
  const now = "2026-05-26T09:30:00Z";
  const clock = explainedClock({
    start: "2026-05-22T11:40:00Z",
    now,
    targetMinutes: 240,
    steps: [-60, 0, 120],
    events: [
      { at: at("2026-05-26T07:15:00Z"), type: "pause", reason: "access" },
      { at: at("2026-05-26T09:00:00Z"), type: "resume", reason: "access" },
    ],
  });
  return drawClocks({
    ref: "SV-7K3M9-2",
    subject: "No readings since last night",
    clocks: [clock],
    now: at(now),
    zone: desk.zone,
    language: "en",
    levelName: (level) => levels[level]?.name.en ?? "",
  });
}
