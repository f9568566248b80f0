import { formatInstant } from "../../domain/time/instant.ts";
import type { InstalledChange } from "../ports/change-store.ts";

/** An installed change as the outside sees it; `consent`: who gave it, when, on which ticket and by which inbound email.
 * What a release brought has no ticket, agent, consent or message: updates are under the agreement. */
export interface ChangeView {
  id: number;
  at: string;
  organisation: string;
  ticket: string | null;
  agent: string | null;
  release: string | null;
  module: string | null;
  version: string | null;
  text: string;
  consent: { at: string; by: string; ticket: string; message: number } | null;
  message: number | null;
}

/** One change for the API and the command line. */
export function presentChange(change: InstalledChange): ChangeView {
  const { id, organisation, agent, release, module, version, text, consent } = change;
  return {
    id,
    at: formatInstant(change.at),
    organisation,
    ticket: change.ref,
    agent,
    release,
    module,
    version,
    text,
    consent:
      consent === null
        ? null
        : { at: formatInstant(consent.at), by: consent.by, ticket: consent.ref, message: consent.emailId },
    message: change.inboundEmailId,
  };
}
