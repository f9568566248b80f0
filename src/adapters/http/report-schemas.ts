import Type, { type Static } from "typebox";
import { LANGUAGES } from "../../domain/desk/language.ts";
import { CLOCK_KINDS } from "../../usecases/ports/clock-store.ts";
import { REPORT_SECTIONS } from "../../usecases/ports/report-store.ts";
import { At, oneOf, orNull, Text } from "./schemas.ts";

export const REPORT_FORMATS = ["json", "csv", "html"] as const;

export const SlaReportQuery = Type.Object(
  {
    month: Type.String({ maxLength: 20, examples: ["2026-11"] }),
    organisation: Type.Optional(Type.String({ maxLength: 80 })),
    format: Type.Optional(oneOf(REPORT_FORMATS)),
    lang: Type.Optional(oneOf(LANGUAGES)),
  },
  { additionalProperties: false },
);

export type SlaReportQuery = Static<typeof SlaReportQuery>;

const Count = Type.Integer();

export const SlaReport = Type.Object({
  month: Text,
  zone: Text,
  organisation: orNull(Text),
  countedAt: At,
  lines: Type.Array(
    Type.Object({
      section: oneOf(REPORT_SECTIONS),
      kind: oneOf(CLOCK_KINDS),
      organisation: orNull(Text),
      level: orNull(Text),
      promises: Count,
      kept: Count,
      late: Count,
      unanswered: Count,
      open: Count,
      cancelled: Count,
      revoked: Count,
      keptPercent: orNull(Type.Number()),
      answeredInMinutes: orNull(Type.Object({ median: Count, ninetieth: Count })),
      paused: Type.Array(Type.Object({ reason: Text, clocks: Count, minutes: Count })),
    }),
  ),
});
