/** The name under which an answer meets a clock, so that a bounce of the same mail can revoke it. */
export function answerName(outboxId: number): string {
  return `outbox:${outboxId}`;
}
