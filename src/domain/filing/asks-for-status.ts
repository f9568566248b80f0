/** Longer than a greeting and a signature: then somebody has something to say, and it must not go unread. */
const MAX_CHARACTERS = 200;

export interface StatusQuestion {
  readonly subject: string;
  readonly replyText: string;
  readonly attachmentCount: number;
}

/**
 * Whether a mail asks for its writer's own open tickets: the subject is the one word `STATUS`, which Danish and English share, in any case. With
 * a longer text or an attachment it is a request like any other.
 */
export function asksForStatus({ subject, replyText, attachmentCount }: StatusQuestion): boolean {
  const isBrief = replyText.trim().length <= MAX_CHARACTERS && attachmentCount === 0;
  return isBrief && subject.trim().toLowerCase() === "status";
}
