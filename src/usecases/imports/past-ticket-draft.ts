import { findOrganisation } from "../../domain/agreement/find-organisation.ts";
import type { Desk } from "../../domain/desk/desk.ts";
import { defaultTeam } from "../filing/default-team.ts";
import type { NewTicket } from "../ports/ticket-store.ts";

type Known =
  | "subject"
  | "state"
  | "level"
  | "requester"
  | "mailboxId"
  | "agent"
  | "language"
  | "openedAt"
  | "relatedTicketId";

/**
 * A ticket of the past as it is written: whose it is, by the organisations of today; with no service, activity or verdict, since this desk never
 * decided one.
 */
export function pastTicketDraft(desk: Desk, known: Pick<NewTicket, Known>): Omit<NewTicket, "ref"> {
  const organisation = findOrganisation(desk, known.requester.address);
  return {
    ...known,
    isPast: true,
    organisation: organisation?.id ?? null,
    agreement: organisation?.agreement ? { ...organisation.agreement } : null,
    hosting: organisation?.hosting ?? null,
    service: null,
    activity: null,
    coverage: "unknown",
    responsible: "vendor",
    team: defaultTeam(desk),
  };
}
