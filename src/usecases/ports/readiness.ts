import type { Instant } from "../../domain/time/instant.ts";

/** What one look found. `detail` and `mend` are sentences for an operations person and hold no personal data or secret. */
export interface ReadinessResult {
  name: string;
  ok: boolean;
  detail: string;
  /** How to mend it; null where nothing is wrong. */
  mend: string | null;
  /** Of what must succeed again and again and has not lately: when it last did. */
  lastSuccessAt?: Instant;
}

/** One thing the desk cannot do its job without. It answers; it throws only when it could not look. */
export interface ReadinessCheck {
  name: string;
  look(): Promise<ReadinessResult[]>;
}

/** All that must hold for `/readyz` to be 200. */
export type Readiness = readonly ReadinessCheck[];
