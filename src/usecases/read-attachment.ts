import type { Desk } from "../domain/desk/desk.ts";
import { readAttachmentToken } from "./attachment-link.ts";
import type { AttachmentContent, MailParser } from "./ports/mail-parser.ts";
import type { Signer } from "./ports/signer.ts";
import type { Stores } from "./ports/unit-of-work.ts";

export interface ReadAttachmentDeps {
  readonly desk: Pick<Desk, "agents">;
  readonly stores: Pick<Stores, "now" | "inbound">;
  readonly parser: Pick<MailParser, "readAttachments">;
  readonly signer: Signer;
}

/** The bytes that a link's token grants; null when it grants none: forged, expired, of an agent who left, or of a mail that is gone. */
export async function readAttachment(deps: ReadAttachmentDeps, token: string): Promise<AttachmentContent | null> {
  const grant = readAttachmentToken(deps.signer, token, await deps.stores.now());
  if (grant === null || !isOfDesk(deps.desk.agents, grant.agent)) return null;
  const bytes = await deps.stores.inbound.readBytes(grant.inboundEmailId);
  if (bytes === null) return null;
  const files = await deps.parser.readAttachments(bytes);
  return files.find(({ sha256 }) => sha256 === grant.sha256) ?? null;
}

/** Who is not active may do nothing any more, though their name stays in desk.yaml. */
function isOfDesk(agents: Desk["agents"], key: string): boolean {
  return Object.hasOwn(agents, key) && agents[key]?.active === true;
}
