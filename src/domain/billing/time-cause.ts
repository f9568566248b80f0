/** Who caused the fault that time was spent on (interface.md, `#time`): it decides who pays for it. */
export const TIME_CAUSES = ["vendor", "customer", "third-party"] as const;

export type TimeCause = (typeof TIME_CAUSES)[number];
