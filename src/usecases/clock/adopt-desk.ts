import { agreedCalendar } from "../../domain/agreement/agreed-calendar.ts";
import { agreedLadder } from "../../domain/agreement/agreed-ladder.ts";
import type { AgreedTicket } from "../../domain/agreement/agreement-of.ts";
import { opensAlike } from "../../domain/calendar/opens-alike.ts";
import type { Desk } from "../../domain/desk/desk.ts";
import { firstOfPlan } from "../../domain/sla/plan-ladder.ts";
import { type Instant, instant } from "../../domain/time/instant.ts";
import { clockContextInForce } from "../organisations/desk-in-force.ts";
import type { OpenClock, StoredClock } from "../ports/clock-store.ts";
import type { Log } from "../ports/log.ts";
import type { Stores, UnitOfWork } from "../ports/unit-of-work.ts";
import type { ClockContext } from "./clock-context.ts";
import { projectClock } from "./project-clock.ts";
import { type LadderTerms, readClock } from "./read-clock.ts";
import { refreshClock } from "./refresh-clock.ts";

export interface AdoptDeps {
  readonly unitOfWork: UnitOfWork;
  readonly context: ClockContext;
  readonly log: Log;
}

/** `calendars`: clocks that got another calendar; `ladders`: clocks that look again at another time. */
export interface Adoption {
  readonly calendars: number;
  readonly ladders: number;
  readonly failed: number;
}

const PAGE = 500;
// As far as a deadline is told: what a calendar says beyond that is promised to nobody yet.
const HORIZON_MS = 3653 * 86_400_000;

/**
 * Carries a changed desk.yaml over to the clocks that run (docs/agreement.md, versions): where the calendar of the agreement
 * or level now opens at other times, the clock gets a `calendar` event from this instant on; where the steps of its ladder
 * moved, its next wake-up is planned anew. Targets stay as they were promised. Each clock in a transaction of its own that
 * looks again under lock: any number of processes may do so at once, and again, and each clock changes once. One that
 * cannot be judged or changed is logged, counted and passed over.
 */
export async function adoptDesk(deps: AdoptDeps): Promise<Adoption> {
  const { clocks } = deps.unitOfWork.reading;
  return await adoptAll(deps, {
    pages: (afterId) => clocks.listOpenUnderOthers(deps.context.deskVersionId, afterId, PAGE),
    ofOrganisations: false,
  });
}

/** The same for the clocks of organisations that were changed in the database; null where they all have followed already. */
export async function adoptOrganisations(deps: AdoptDeps): Promise<Adoption | null> {
  const { organisations, clocks } = deps.unitOfWork.reading;
  const { version, adopted } = await organisations.readVersions();
  if (version === adopted) return null;
  const changed = await organisations.listChangedSince(adopted);
  const adoption = await adoptAll(deps, {
    pages: (afterId) => clocks.listOpenOfOrganisations(changed, afterId, PAGE),
    ofOrganisations: true,
  });
  if (adoption.failed === 0) await organisations.markAdopted(version);
  return adoption;
}

type Pages = (afterId: number) => Promise<OpenClock[]>;

interface Adopting {
  readonly pages: Pages;
  /** What stored agreements said before is nowhere to be read: each of these clocks plans its ladder anew. */
  readonly ofOrganisations: boolean;
}

async function adoptAll(ofFile: AdoptDeps, { pages, ofOrganisations }: Adopting): Promise<Adoption> {
  const { reading } = ofFile.unitOfWork;
  const deps = { ...ofFile, context: await clockContextInForce(reading, ofFile.context) };
  const now = await reading.now();
  const judge = rememberVerdicts(deps, now, ofOrganisations);
  const adoption = { calendars: 0, ladders: 0, failed: 0 };
  for await (const clock of openClocks(pages)) {
    const outcome = await tryToAdopt(deps, judge, clock);
    if (outcome !== "same") adoption[outcome] += 1;
  }
  return adoption;
}

async function* openClocks(pages: Pages): AsyncGenerator<OpenClock> {
  for (let afterId = 0; ; ) {
    const page = await pages(afterId);
    yield* page;
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) return;
    afterId = last.id;
  }
}

/** What the present desk changes for a clock; `calendar` null: it opens as before. */
interface Verdict {
  readonly calendar: string | null;
  readonly isLadderMoved: boolean;
}

type Judge = (clock: OpenClock) => Promise<Verdict>;

// Clocks are many, the terms they run under are few.
function rememberVerdicts(deps: AdoptDeps, now: Instant, ofOrganisations: boolean): Judge {
  const verdicts = new Map<string, Promise<Verdict>>();
  return async (clock) => {
    const { level, calendar, deskVersionId, organisation, agreement } = clock;
    const key = JSON.stringify([level, calendar, deskVersionId, organisation, agreement]);
    const known = verdicts.get(key) ?? judgeTerms(deps, clock, now, ofOrganisations);
    verdicts.set(key, known);
    try {
      return await known;
    } catch (error) {
      // What failed may have been a connection: the next clock under these terms asks again.
      verdicts.delete(key);
      throw error;
    }
  };
}

async function judgeTerms(
  { context, unitOfWork }: AdoptDeps,
  clock: OpenClock,
  now: Instant,
  ofOrganisations: boolean,
): Promise<Verdict> {
  const { desk, deskVersionId } = context;
  const key = agreedCalendar(desk, clock, clock.level) ?? desk.levels[clock.level]?.calendar ?? clock.calendar;
  const isSame = clock.deskVersionId === deskVersionId && clock.calendar === key;
  if (isSame) return { calendar: null, isLadderMoved: ofOrganisations };
  const version = await unitOfWork.reading.clocks.findDeskVersion(clock.deskVersionId);
  const stepsBefore = stepsOf({ ...NO_DESK, ...(version?.document as Partial<Desk> | undefined) }, clock);
  const isLadderMoved = ofOrganisations || stepsBefore !== stepsOf(desk, clock);
  // Neither its level nor its calendar is left on this desk: it runs on under the one it was promised by.
  if (desk.calendars[key] === undefined) return { calendar: null, isLadderMoved };
  const before = await context.calendarFor(clock.calendar, clock.deskVersionId);
  const after = await context.calendarFor(key, deskVersionId);
  const isAlike = opensAlike(before, after, now, instant(now + HORIZON_MS));
  return { calendar: isAlike ? null : key, isLadderMoved };
}

// A stored version may be of a release that knew less of a desk.
const NO_DESK = { organisations: [], levels: {}, ladder: [] };

function stepsOf(desk: Parameters<typeof agreedLadder>[0], clock: AgreedTicket & { readonly level: string }): string {
  const ladder = agreedLadder(desk, clock, clock.level);
  return [...new Set(ladder.map(({ atMinutes }) => atMinutes))].sort((one, other) => one - other).join(" ");
}

type Outcome = keyof Adoption | "same";

async function tryToAdopt(deps: AdoptDeps, judge: Judge, clock: OpenClock): Promise<Outcome> {
  try {
    const { calendar, isLadderMoved } = await judge(clock);
    if (calendar === null && !isLadderMoved) return "same";
    return await deps.unitOfWork.transaction((stores) => adopt(stores, deps.context, judge, clock));
  } catch (error) {
    deps.log.error({ clockId: clock.id, err: error }, "a clock could not follow the changed desk");
    return "failed";
  }
}

async function adopt(stores: Stores, context: ClockContext, judge: Judge, seen: OpenClock): Promise<Outcome> {
  // The ticket first, then its clocks: the order of every transaction that changes both.
  const ticket = await stores.tickets.lock(seen.ticketId);
  const clock = (await stores.clocks.lockForTicket(seen.ticketId)).find(({ id }) => id === seen.id);
  const isOpen = clock !== undefined && clock.metAt === null && clock.state !== "cancelled";
  if (ticket === null || !isOpen) return "same";
  const { organisation, agreement } = ticket;
  const { calendar, isLadderMoved } = await judge({ ...clock, organisation, agreement });
  if (calendar === null && !isLadderMoved) return "same";
  if (calendar === null) return await planAnew(stores, context, { ...clock, agreed: ticket });
  const at = await stores.now();
  const data = { calendar, deskVersionId: context.deskVersionId };
  await stores.clocks.appendEvent({ clockId: clock.id, at, type: "calendar", data });
  await stores.tickets.appendEvent({
    ticketId: ticket.id,
    at,
    type: "calendar-changed",
    actor: "desk",
    data: { clock: clock.id, from: clock.calendar, ...data },
  });
  await refreshClock(stores, context, clock, clock.ladderHeldUntil);
  return "calendars";
}

// Nothing happened to the ticket, so nothing is recorded and an acknowledgement holds on.
async function planAnew(stores: Stores, context: ClockContext, clock: StoredClock & LadderTerms): Promise<Outcome> {
  const situation = await readClock(stores.clocks, context, clock, await stores.now());
  const nextWakeAt = firstOfPlan(situation.plan);
  if (nextWakeAt === clock.nextWakeAt) return "same";
  await projectClock(stores, clock, situation, { nextWakeAt, ladderHeldUntil: clock.ladderHeldUntil });
  return "ladders";
}
