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

/** Gives the bytes of files, of one mail at a time, however many are asked for at once: each mail is as large as the mailbox lets in. */
export interface AttachmentReader {
  /** What a link's token grants; null when it grants none: forged, expired, of an agent who left, or of a mail that is gone. */
  byToken(token: string): Promise<AttachmentContent | null>;
  /** For whoever may read the desk's mail; null: the mail has no such file, or is gone. */
  ofEmail(inboundEmailId: number, sha256: string): Promise<AttachmentContent | null>;
}

export function createAttachmentReader(deps: ReadAttachmentDeps): AttachmentReader {
  let before: Promise<unknown> = Promise.resolve();
  const readInTurn = async (file: Pick<AttachmentGrant, "inboundEmailId" | "sha256">) => {
    const read = before.then(() => readFile(deps, file));
    before = read.catch(() => undefined);
    return await read;
  };
  return {
    async byToken(token) {
      const grant = readAttachmentToken(deps.signer, token, await deps.stores.now());
      return grant === null || !isOfDesk(deps.desk.agents, grant.agent) ? null : await readInTurn(grant);
    },
    ofEmail: (inboundEmailId, sha256) => readInTurn({ inboundEmailId, sha256 }),
  };
}

/** Who is not active may do nothing any more, though their name stays in desk.yaml. */
function isOfDesk(agents: Desk["agents"], key: string): boolean {
  return Object.hasOwn(agents, key) && agents[key]?.active === true;
}

async function readFile(
  deps: ReadAttachmentDeps,
  { inboundEmailId, sha256 }: Pick<AttachmentGrant, "inboundEmailId" | "sha256">,
): Promise<AttachmentContent | null> {
  const bytes = await deps.stores.inbound.readBytes(inboundEmailId);
  if (bytes === null) return null;
  const files = await deps.parser.readAttachments(bytes);
  return files.find((file) => file.sha256 === sha256) ?? null;
}
