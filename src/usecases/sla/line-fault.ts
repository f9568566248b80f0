/** Why a line of `sla compute` has no answer; callers outside may rely on the codes, the message is for people. */
export const LINE_FAULT_CODES = [
  "bad-json",
  "bad-line",
  "line-too-long",
  "unknown-op",
  "bad-calendar",
  "bad-instant",
  "bad-target",
  "bad-marks",
  "bad-events",
  "out-of-range",
] as const;

export type LineFaultCode = (typeof LINE_FAULT_CODES)[number];

/** Leaves the reading of one line at its first fault; `answerLine` turns it into the line's answer. Never gets further. */
export class LineFault extends Error {
  readonly code: LineFaultCode;

  /** `message`: what is wrong and how to mend it, in one sentence. */
  constructor(code: LineFaultCode, message: string) {
    super(message);
    this.code = code;
  }
}
