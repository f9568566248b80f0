import type { ApprovalKind } from "../../domain/approvals/approval.ts";
import { PAUSE_REASONS, type PauseReason } from "../../domain/sla/clock-event.ts";
import type { OpenApproval } from "../ports/approval-store.ts";
import type { Author } from "../ports/ticket-store.ts";

/** What work waits for while this is asked; billable work alone waits for the others, and no promise does (sla.md, truth table). */
const PAUSE_OF: Readonly<Record<ApprovalKind, PauseReason | null>> = {
  consent: "consent",
  permission: "consent",
  access: "access",
  coverage: null,
  "extra-time": null,
};

interface SpokenTo {
  readonly author: Author;
  /** What the requester was asked for and has not answered. */
  readonly open: readonly Pick<OpenApproval, "asked">[];
  /** Those of them that the mail may be an answer to. */
  readonly addressed: readonly Pick<OpenApproval, "asked">[];
}

/**
 * The pauses that a person's mail ends (sla.md, truth table). Whoever of the customer's side writes ends the wait for the requester. The waits for
 * access and consent end where the mail answers the question, be it with a yes, a no or something for a person to read: then the next move is ours.
 * Consent is the requester's own to give; access may come from whoever is in copy. A wait without any open question ends with any mail.
 */
export function endedPauses({ author, open, addressed }: SpokenTo): readonly PauseReason[] {
  return PAUSE_REASONS.filter((reason) => {
    const isAbout = ({ asked }: { readonly asked: ApprovalKind }) => PAUSE_OF[asked] === reason;
    if (reason === "requester" || !open.some(isAbout)) return true;
    const mayAnswer = author === "requester" || (reason === "access" && author === "participant");
    return mayAnswer && addressed.some(isAbout);
  });
}
