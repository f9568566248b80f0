/** What an agreement says of a service; `unknown` while no service is decided. */
export const COVERAGES = ["included", "addon", "none", "unknown"] as const;
export type Coverage = (typeof COVERAGES)[number];

/** Who hosts the customer's system. */
export const HOSTINGS = ["vendor", "customer"] as const;
export type Hosting = (typeof HOSTINGS)[number];
