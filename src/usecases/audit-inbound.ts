import type { AuditPart } from "./audit.ts";
import type { SightingStore } from "./ports/sighting-store.ts";

/**
 * Sightings against filings: every inbound email was sighted, and is filed, quarantined, or still to be filed; every filing
 * belongs to an email that says so, and is on a ticket where its decision says so.
 */
export function auditInbound(sightings: Pick<SightingStore, "countInbound">): AuditPart {
  return {
    name: "inbound emails",
    async look() {
      const found = await sightings.countInbound();
      return [
        {
          name: "inbound emails: filed",
          count: found.filed,
          faults: [
            ...found.withoutFiling.map((id) => `inbound email ${id} counts as filed, but has no filing`),
            ...found.filedTwice.map((id) => `inbound email ${id} has a filing, but does not count as filed`),
            ...found.withoutTicket.map((id) => `inbound email ${id} is filed to a ticket that is not named`),
            ...found.withoutSighting.map((id) => `inbound email ${id} was accepted, but sighted nowhere`),
          ],
        },
        { name: "inbound emails: quarantined", count: found.quarantined, faults: [] },
        { name: "inbound emails: to file", count: found.accepted, faults: [] },
      ];
    },
  };
}
