import type { Desk } from "../domain/desk/desk.ts";
import { type AttachmentGrant, readAttachmentToken } from "./attachment-link.ts";
import type { AttachmentContent, MailParser } from "./ports/mail-parser.ts";
import type { Signer } from "./ports/signer.ts";
import type { Stores } from "./ports/unit-of-work.ts";

export interface ReadAttachmentDeps {
  readonly desk: Pick<Desk, "agents">;
  readonly stores: Pick<Stores, "now" | "inbound">;
  readonly parser: Pick<MailParser, "readAttachments">;
  readonly signer: Signer;
}

/**
 * Gives the bytes that a link's token grants; null when it grants none: forged, expired, of an agent who left, or of a mail that is gone. Holds one
 * mail at a time, however many follow a link at once: each is as large as the mailbox lets in.
 */
export function createAttachmentReader(deps: ReadAttachmentDeps): (token: string) => Promise<AttachmentContent | null> {
  let before: Promise<unknown> = Promise.resolve();
  return async (token) => {
    const grant = readAttachmentToken(deps.signer, token, await deps.stores.now());
    if (grant === null || !isOfDesk(deps.desk.agents, grant.agent)) return null;
    const read = before.then(() => readGranted(deps, grant));
    before = read.catch(() => undefined);
    return await read;
  };
}

/** Who is not active may do nothing any more, though their name stays in desk.yaml. */
function isOfDesk(agents: Desk["agents"], key: string): boolean {
  return Object.hasOwn(agents, key) && agents[key]?.active === true;
}

async function readGranted(deps: ReadAttachmentDeps, grant: AttachmentGrant): Promise<AttachmentContent | null> {
  const bytes = await deps.stores.inbound.readBytes(grant.inboundEmailId);
  if (bytes === null) return null;
  const files = await deps.parser.readAttachments(bytes);
  return files.find(({ sha256 }) => sha256 === grant.sha256) ?? null;
}
