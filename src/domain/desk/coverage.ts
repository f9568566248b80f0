/** Who hosts the system: the coverage of a service depends on it. */
export const hostings = ["vendor", "customer"] as const;

export type Hosting = (typeof hostings)[number];

/** What desk.yaml may say of a service: part of the agreement, bought on top of it, or not offered. */
export const serviceCoverages = ["included", "addon", "none"] as const;

export type ServiceCoverage = (typeof serviceCoverages)[number];

/** What a ticket may say: `unknown` while no service (or no hosting) is decided. */
export const coverages = [...serviceCoverages, "unknown"] as const;

export type Coverage = (typeof coverages)[number];
