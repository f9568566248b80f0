/** Passing time as a port, for loops that wait. It decides nothing that is stored: that is `desk_now()`. */
export interface Waiting {
  /** Ends after the time given, or at once when the signal is raised; never fails. */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
  /** Milliseconds of a clock that never jumps, since some moment of no meaning. */
  elapsedMs(): number;
}
