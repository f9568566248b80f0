import type { Instant } from "../../domain/time/instant.ts";

/** Sentences for an operations person, without personal data or secret. */
export interface Said {
  readonly detail: string;
  /** How to mend it; null where nothing is wrong. */
  readonly mend: string | null;
}

/** What one look found, in English. */
export interface ReadinessResult extends Said {
  name: string;
  ok: boolean;
  /** The same in Danish; without it people get the English one. */
  readonly danish?: Said;
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
