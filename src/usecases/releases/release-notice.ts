import type { Desk } from "../../domain/desk/desk.ts";
import { formatKnownErrorId } from "../../domain/known-errors/known-error.ts";
import type { TemplateData } from "../../domain/outbound/mail-templates.ts";
import type { PlannedNotice } from "../../domain/releases/plan-notices.ts";
import type { Release } from "../../domain/releases/release.ts";
import type { Instant } from "../../domain/time/instant.ts";
import { localDateAt } from "../../domain/time/local-date-at.ts";

export interface NoticeFacts {
  readonly desk: Pick<Desk, "desk" | "organisations">;
  readonly release: Release;
  /** Titles of the known errors that the release fixes, by id. */
  readonly titles: ReadonlyMap<number, string>;
  readonly now: Instant;
}

/**
 * What the mail to one address says. Who only reported an error reads of what they reported: the other errors are of those who have the module.
 */
export function releaseNotice(
  { desk, release, titles, now }: NoticeFacts,
  notice: Pick<PlannedNotice, "language" | "organisations" | "reported">,
): TemplateData["release-notice"] {
  const { module, version, kind, availableOn } = release;
  const organisations = desk.organisations
    .filter(({ id }) => notice.organisations.includes(id))
    .map(({ name, hosting }) => ({ name, hosting }));
  const [hosting = null, ...others] = new Set(organisations.map((one) => one.hosting));
  const isReported = (id: number) => notice.reported.includes(id);
  const told = release.fixes.filter((id) => organisations.length > 0 || isReported(id));
  return {
    module,
    version,
    kind,
    availableOn,
    when: whenIs(availableOn, localDateAt(now, desk.desk.zone)),
    organisations,
    hosting: others.length === 0 ? hosting : null,
    fixes: [...told.filter(isReported), ...told.filter((id) => !isReported(id))].map((id) => ({
      id: formatKnownErrorId(id),
      title: titles.get(id) ?? "",
      isReported: isReported(id),
    })),
    hasReported: told.some(isReported),
    notes: release.notes[notice.language],
  };
}

// Dates written so compare as texts.
function whenIs(date: string, today: string): "future" | "today" | "past" {
  if (date === today) return "today";
  return date > today ? "future" : "past";
}
