import { type AgreementReminder, agreementReminder } from "../../domain/agreement/agreement-reminder.ts";
import type { Desk } from "../../domain/desk/desk.ts";
import type { Organisation } from "../../domain/desk/organisation.ts";
import { resolveRecipients } from "../../domain/desk/resolve-recipients.ts";
import type { Instant } from "../../domain/time/instant.ts";
import { localDateAt } from "../../domain/time/local-date-at.ts";
import { noteRefused } from "../filing/note-refused.ts";
import { agentsLanguage } from "../filing/spoken-language.ts";
import type { Log } from "../ports/log.ts";
import type { Stores, UnitOfWork } from "../ports/unit-of-work.ts";
import { type QueueMailServices, queueMail } from "../queue-mail.ts";
import { deskInForce } from "./desk-in-force.ts";

export interface RemindDeps {
  readonly unitOfWork: UnitOfWork;
  /** Of desk.yaml; what is stored beside it is read anew. */
  readonly desk: Desk;
  readonly mail: QueueMailServices;
  readonly log: Log;
}

/**
 * Tells the account managers (operations, where an organisation has none) that an agreement ends or renews itself: 90, 30 and 7 days before, each once,
 * whichever process comes first. Gives how many reminders there were. After a pause only the latest is told; one whose end was moved begins anew.
 */
export async function remindOfAgreements(deps: RemindDeps): Promise<number> {
  const { reading } = deps.unitOfWork;
  const now = await reading.now();
  const desk = await deskInForce(reading, deps.desk);
  const today = localDateAt(now, desk.desk.zone);
  let reminded = 0;
  for (const organisation of desk.organisations) {
    const due = organisation.agreement && agreementReminder(organisation.agreement, today);
    if (due === null) continue;
    const isTold = await deps.unitOfWork.transaction((stores) =>
      remind(stores, deps, { desk, organisation, due, now }),
    );
    if (isTold) reminded += 1;
  }
  return reminded;
}

interface Due {
  readonly desk: Desk;
  readonly organisation: Organisation;
  readonly due: AgreementReminder;
  readonly now: Instant;
}

async function remind(stores: Stores, deps: RemindDeps, { desk, organisation, due, now }: Due): Promise<boolean> {
  const { id, name, agreement } = organisation;
  const { lastDay, daysLeft, stageDays } = due;
  const nobody = { agent: null, team: null, requesterAddress: "" };
  const told = { ...nobody, organisation: id, day: localDateAt(now, desk.desk.zone) };
  const recipients = resolveRecipients(desk, told, [{ kind: "role", role: "accountManager" }]);
  // Whoever comes to be named later is still reminded.
  if (recipients.length === 0) return false;
  if (!(await stores.organisations.claimReminder({ organisation: id, lastDay, stageDays, at: now }))) return false;
  for (const { address, agent, standsInFor } of recipients) {
    const result = await queueMail(stores, deps.mail, {
      class: "alert",
      ticketId: null,
      ticketRef: null,
      to: [{ address, role: agent === null ? "ops" : "agent" }],
      template: "agreement-expiry",
      language: agentsLanguage(desk),
      data: {
        organisation: name,
        lastDay,
        daysLeft,
        renewalMonths: agreement?.renewalMonths ?? null,
        standsInFor: standsInFor === null ? null : (desk.agents[standsInFor]?.name ?? standsInFor),
      },
      replyTo: null,
    });
    await noteRefused(stores, deps, result, { ticketId: null, agent: agent ?? "ops", at: now });
  }
  return true;
}
