import type { Grant } from "../../domain/filing/judge-agent-mail.ts";
import { type ReplyGrant, readReplyToken } from "../../domain/outbound/reply-address.ts";
import type { FilingContext } from "./filing-context.ts";
import type { MailToFile } from "./mail-to-file.ts";

/** What the signed addresses among the recipients of a mail grant. */
export interface ReplyAddresses {
  readonly granted: { readonly ticketId: number; readonly grant: Grant } | null;
  /** See `AgentEvidence`: of the address that was granted, or of any that nobody signed. */
  readonly addressExpired: boolean;
}

/** The first good address decides; else an agent's that was good once, by which its ticket is still known; else nothing does. */
export function readReplyAddresses(context: FilingContext, toFile: MailToFile): ReplyAddresses {
  const readings = toFile.mail.recipients.map((address) =>
    readReplyToken(address, {
      deskAddress: context.desk.desk.address,
      agentKeys: Object.keys(context.desk.agents),
      signer: context.signer,
      now: toFile.now,
    }),
  );
  const good = readings.find((reading) => reading.kind === "granted");
  if (good !== undefined) return { granted: grantOf(good), addressExpired: false };
  const late = readings.find((reading) => reading.kind === "expired" && reading.recipient.kind === "agent");
  if (late?.kind === "expired") return { granted: grantOf(late), addressExpired: true };
  return { granted: null, addressExpired: readings.some((one) => one.kind === "forged" && one.hasExpired) };
}

function grantOf({ ticketId, recipient }: ReplyGrant): { ticketId: number; grant: Grant } {
  return { ticketId, grant: recipient.kind === "agent" ? { kind: "agent", agent: recipient.key } : recipient };
}
