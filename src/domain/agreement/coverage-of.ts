import type { Service } from "../desk/desk.ts";
import type { Coverage, Hosting } from "./coverage.ts";

/** What the agreement says of a service for those who host so; `unknown` while either is undecided (product.md, catalogue). */
export function coverageOf(service: Service | null, hosting: Hosting | null): Coverage {
  return service === null || hosting === null ? "unknown" : service.coverage[hosting];
}
