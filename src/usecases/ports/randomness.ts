/** Chance as a port, so that use cases can be replayed. */
export interface Randomness {
  bytes(count: number): Uint8Array;
  /** Uniform in [0, 1). */
  fraction(): number;
}
