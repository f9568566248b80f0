import { createReleaseAddress } from "../../domain/outbound/release-address.ts";
import type { LeftOutReason } from "../../domain/releases/judge-organisation.ts";
import { doubting } from "../backup/doubting.ts";
import type { FilingContext } from "../filing/filing-context.ts";
import { filingContextInForce } from "../organisations/desk-in-force.ts";
import { isDatabaseFailure } from "../ports/adapter-error.ts";
import type { StoredNotice, StoredRelease } from "../ports/release-store.ts";
import type { Stores, UnitOfWork } from "../ports/unit-of-work.ts";
import { queueMail } from "../queue-mail.ts";
import { type NoticeFacts, releaseNotice } from "./release-notice.ts";

export interface TellOfReleaseDeps {
  readonly unitOfWork: UnitOfWork;
  readonly context: FilingContext;
}

const BATCH = 50;

/**
 * Puts the notices of a published release that are not in the outbox yet into it, batch by batch: each mail and the record of it in one
 * transaction. So an end at any instant, and any number of runs beside each other, tell each address once. Gives how many were queued now.
 */
export async function tellOfRelease(deps: TellOfReleaseDeps, release: StoredRelease): Promise<number> {
  const titles = await titlesOf(deps.unitOfWork.reading, release);
  let queued = 0;
  for (;;) {
    const batch = await deps.unitOfWork.transaction((stores) => tellBatch(stores, deps.context, release, titles));
    queued += batch.queued;
    if (batch.taken === 0) return queued;
  }
}

async function tellBatch(
  stores: Stores,
  base: FilingContext,
  release: StoredRelease,
  titles: NoticeFacts["titles"],
): Promise<{ taken: number; queued: number }> {
  const context = await filingContextInForce(stores, base);
  const now = await stores.now();
  const notices = await stores.releases.lockUntold(release.id, BATCH);
  const careful = doubting(stores, base.doubtedUntil, release.publishedAt ?? now);
  let queued = 0;
  for (const notice of notices) {
    const leftOut = await tell(careful, context, { release, titles, now, desk: context.desk }, notice);
    if (leftOut === null) queued += 1;
    else await stores.releases.recordLeftOut(notice.id, leftOut);
  }
  return { taken: notices.length, queued };
}

/** Null: it is queued. A mail that cannot be made leaves out one address, and never those after it. */
async function tell(
  stores: Stores,
  context: FilingContext,
  facts: NoticeFacts & { readonly release: StoredRelease },
  notice: StoredNotice,
): Promise<LeftOutReason | null> {
  try {
    return await stores.savepoint(() => send(stores, context, facts, notice));
  } catch (error) {
    if (isDatabaseFailure(error)) throw error;
    context.log.error({ releaseNoticeId: notice.id, err: error }, "the notice of a release could not be made");
    return "not-made";
  }
}

async function send(
  stores: Stores,
  context: FilingContext,
  facts: NoticeFacts & { readonly release: StoredRelease },
  notice: StoredNotice,
): Promise<LeftOutReason | null> {
  const { mail, desk, signer } = context;
  const isContact = notice.organisations.length > 0;
  const result = await queueMail(stores, mail, {
    class: "release",
    ticketId: null,
    ticketRef: null,
    to: [{ address: notice.address, role: isContact ? "participant" : "requester" }],
    template: "release-notice",
    // An address of two organisations reads the desk's own words.
    organisation: notice.organisations.length === 1 ? (notice.organisations[0] ?? null) : null,
    language: notice.language,
    data: releaseNotice(facts, notice),
    replyTo: null,
    answersTo: createReleaseAddress(desk.desk.address, notice.id, signer),
  });
  if (result.kind === "queued") {
    await stores.releases.recordTold(notice.id, result.outboxId);
    return null;
  }
  if (result.why === "suppressed") return "suppressed";
  if (result.why === "address") return "no-address";
  context.log.error({ releaseNoticeId: notice.id, why: result.why }, "the notice of a release was refused");
  return "not-made";
}

/** Titles of what a release fixes, by id. */
export async function titlesOf(
  stores: Pick<Stores, "knownErrors">,
  { fixes }: StoredRelease,
): Promise<NoticeFacts["titles"]> {
  const titles = new Map<number, string>();
  for (const id of fixes) {
    const error = await stores.knownErrors.find(id);
    if (error !== null) titles.set(id, error.title);
  }
  return titles;
}
