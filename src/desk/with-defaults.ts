/** The sections that a desk file may leave out: they are then those of the desk that is shipped. */
const INHERITED = ["calendars", "levels", "defaultLevel", "ladder", "services", "activities"] as const;

type Section = Readonly<Record<string, unknown>>;

/**
 * Completes a small desk file from the shipped one. `levels` are completed level by level, because the ids A-D mean the same
 * on every desk; every other section is taken whole or not at all. Answers the names of the sections that were taken.
 */
export function withDefaults(value: unknown, shipped: unknown): { value: unknown; inherited: ReadonlySet<string> } {
  const inherited = new Set<string>();
  if (!isSection(value) || !isSection(shipped)) return { value, inherited };
  const whole: Record<string, unknown> = { ...value };
  for (const name of INHERITED) {
    if (name in value || !(name in shipped)) continue;
    whole[name] = shipped[name];
    inherited.add(name);
  }
  const { levels, calendars } = whole;
  if (isSection(levels) && isSection(shipped.levels)) {
    whole.levels = { ...levelsFor(calendars, shipped.levels), ...levels };
  }
  return { value: whole, inherited };
}

/** A shipped level runs on the first calendar of a desk that has calendars, but none of the shipped name. */
function levelsFor(calendars: unknown, levels: Section): Section {
  if (!isSection(calendars)) return levels;
  const first = Object.keys(calendars)[0];
  return Object.fromEntries(
    Object.entries(levels).map(([id, level]) => {
      const known = isSection(level) && Object.hasOwn(calendars, String(level.calendar));
      return [id, known || first === undefined || !isSection(level) ? level : { ...level, calendar: first }];
    }),
  );
}

function isSection(value: unknown): value is Section {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}
