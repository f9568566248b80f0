/** What somebody may do. A key with `admin` may do the others too; each of the others stands alone. */
export const SCOPES = ["read", "write", "admin", "metrics"] as const;
export type Scope = (typeof SCOPES)[number];
