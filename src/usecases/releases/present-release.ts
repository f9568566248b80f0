import type { Hosting } from "../../domain/agreement/coverage.ts";
import type { Bilingual, Language } from "../../domain/desk/language.ts";
import { formatKnownErrorId } from "../../domain/known-errors/known-error.ts";
import { deliveryOfNotice, NOTICE_STATES, type NoticeState } from "../../domain/releases/delivery-of-notice.ts";
import type { LeftOutReason } from "../../domain/releases/judge-organisation.ts";
import type { JudgedOrganisation, PlannedNotice } from "../../domain/releases/plan-notices.ts";
import type { ReleaseKind } from "../../domain/releases/release.ts";
import { formatInstant, type Instant } from "../../domain/time/instant.ts";
import type { NoticeDelivery, StoredRelease } from "../ports/release-store.ts";
import type { Stores } from "../ports/unit-of-work.ts";

/** A release as the outside sees it; `date`: from when it can be had, `YYYY-MM-DD` in the desk's zone. */
export interface ReleaseView {
  id: string;
  module: string;
  version: string;
  kind: ReleaseKind;
  date: string;
  versions: string[];
  hosting: Hosting | null;
  /** Ids of known errors, such as `KE-12`. */
  fixes: string[];
  notes: Bilingual;
  importedAt: string;
  /** Null: nobody was told yet. */
  publishedAt: string | null;
}

export interface OrganisationView {
  organisation: string;
  hosting: Hosting;
  /** Null: it was told, or would be. */
  leftOut: LeftOutReason | null;
}

/** The same with what came of it. */
export interface ReleaseDetailsView extends ReleaseView {
  organisations: OrganisationView[];
  notices: Record<NoticeState, number>;
  /** References of the tickets opened by answers to its notices. */
  tickets: string[];
}

/** One address that is told, or is left out. */
export interface PlannedNoticeView {
  address: string;
  language: Language;
  organisations: string[];
  /** Ids of the known errors it reported. */
  reported: string[];
  leftOut: LeftOutReason | null;
}

/** The same with how far its mail got: the proof of delivery. */
export interface NoticeView extends PlannedNoticeView {
  state: NoticeState;
  messageId: string | null;
  sentAt: string | null;
  deliveredAt: string | null;
  /** What the server said last. */
  reply: string | null;
}

/** One release for the API and the command line. */
export function presentRelease(release: StoredRelease): ReleaseView {
  const { key: id, module, version, kind, availableOn: date, hosting, notes, publishedAt } = release;
  return {
    id,
    module,
    version,
    kind,
    date,
    versions: [...release.versions],
    hosting,
    fixes: release.fixes.map(formatKnownErrorId),
    notes,
    importedAt: formatInstant(release.importedAt),
    publishedAt: formatOrNull(publishedAt),
  };
}

/** The release of this key with what came of it; null: there is none. */
export async function showRelease(
  { releases }: Pick<Stores, "releases">,
  key: string,
): Promise<ReleaseDetailsView | null> {
  const release = await releases.find(key);
  if (release === null) return null;
  const [organisations, deliveries, tickets] = await Promise.all([
    releases.listOrganisations(release.id),
    releases.listDeliveries(release.id),
    releases.listTickets(release.id),
  ]);
  const counts = Object.fromEntries(NOTICE_STATES.map((state) => [state, 0])) as Record<NoticeState, number>;
  for (const delivery of deliveries) counts[deliveryOfNotice(delivery)] += 1;
  return {
    ...presentRelease(release),
    organisations: organisations.map(presentOrganisation),
    notices: counts,
    tickets,
  };
}

export function presentOrganisation({ organisation, hosting, reason }: JudgedOrganisation): OrganisationView {
  return { organisation, hosting, leftOut: reason };
}

export function presentPlannedNotice(notice: PlannedNotice): PlannedNoticeView {
  const { address, language, organisations, reported, leftOut } = notice;
  return { address, language, organisations: [...organisations], reported: reported.map(formatKnownErrorId), leftOut };
}

export function presentNotice(delivery: NoticeDelivery): NoticeView {
  const { messageId, sentAt, deliveredAt, reply } = delivery;
  return {
    ...presentPlannedNotice(delivery),
    state: deliveryOfNotice(delivery),
    messageId,
    sentAt: formatOrNull(sentAt),
    deliveredAt: formatOrNull(deliveredAt),
    reply,
  };
}

function formatOrNull(at: Instant | null): string | null {
  return at === null ? null : formatInstant(at);
}
