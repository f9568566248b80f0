/** Who hosts the organisation's system: the coverage of a service depends on it. */
export const HOSTINGS = ["vendor", "customer"] as const;

export type Hosting = (typeof HOSTINGS)[number];

/** What desk.yaml may say of a service: part of the agreement, bought on top of it, or not offered. */
export const SERVICE_COVERAGES = ["included", "addon", "none"] as const;

export type ServiceCoverage = (typeof SERVICE_COVERAGES)[number];

/** What a ticket may say: `unknown` while no service (or no hosting) is decided. */
export const COVERAGES = [...SERVICE_COVERAGES, "unknown"] as const;

export type Coverage = (typeof COVERAGES)[number];
