import { createTokenEndpoint } from "./adapters/oauth/token-endpoint.ts";
import { createTokenStore } from "./adapters/postgres/token-store.ts";
import { digest } from "./adapters/system/digest.ts";
import { waiting } from "./adapters/system/waiting.ts";
import { JOURNAL_NAME } from "./domain/desk/mailbox-settings.ts";
import { createAccessTokens } from "./usecases/oauth/access-tokens.ts";
import type { AccessTokens } from "./usecases/ports/access-tokens.ts";
import { wireSealer } from "./wire-signer.ts";
import type { OpenDatabase } from "./wiring.ts";

/** The access tokens of a mailbox, by its name, or of the journal; null for one that has a password. `isAsked`: a person waits for the answer. */
export function wireAccessTokens(
  { settings, database, unitOfWork }: OpenDatabase,
  options: { readonly isAsked?: boolean } = {},
): (mailbox: string) => AccessTokens | null {
  const tokens = createTokenStore(database);
  const endpoint = createTokenEndpoint();
  return (name) => {
    const { mailboxes, journal } = settings.desk;
    const mailbox = name === JOURNAL_NAME ? journal : mailboxes.find((candidate) => candidate.name === name);
    if (!mailbox?.oauth2) return null;
    const { oauth2, folder } = mailbox;
    const deps = { tokens, endpoint, digest, waiting, sealer: wireSealer(settings.config) };
    const open = async () => {
      const mailboxId = await unitOfWork.reading.mailboxes.ensure(name, folder);
      return createAccessTokens(deps, { mailboxId, mailbox: name, settings: oauth2, ...options });
    };
    let opened: Promise<AccessTokens> | null = null;
    const access = () => {
      opened ??= open().catch((error: unknown) => {
        opened = null;
        throw error;
      });
      return opened;
    };
    return {
      get: async () => await (await access()).get(),
      refused: async (token) => await (await access()).refused(token),
    };
  };
}
