import type { RuleOutcome } from "../desk/rule.ts";
import type { MailUnderstanding } from "../email/mail-understanding.ts";

/** How a request came that was no mail: somebody called, a web page passed it on, a program wrote it. */
export const STATED_CHANNELS = ["phone", "web", "api"] as const;
export type StatedChannel = (typeof STATED_CHANNELS)[number];

/**
 * What is said of a request beside its words, by whoever took it down. It is stored beside the mail that was written of it, never in it:
 * no header of a mail sets anything (threat T20).
 */
export interface StatedRequest {
  readonly channel: StatedChannel;
  readonly requester: { readonly address: string; readonly name: string };
  /** Ids of the desk as it was then; null: not said. */
  readonly level: string | null;
  readonly service: string | null;
  /** Of a form it is the page's: what the words are in goes before it. */
  readonly language: string | null;
  /**
   * Whose word it is that the requester asked: an API key (null: an agent who is signed in to the console), and the agent it acts for. Null: a form
   * that anybody may fill in.
   */
  readonly voucher: { readonly keyId: number | null; readonly agent: string | null } | null;
}

/**
 * The mail as it was meant: its sender is the requester, all of its text is new, and a person asked. Proved it is only by somebody's word,
 * and never for an agent's domain: a stated request commands nothing.
 */
export function asStated(mail: MailUnderstanding, stated: StatedRequest): MailUnderstanding {
  const { requester, voucher } = stated;
  const why =
    voucher === null
      ? "a form that anybody may fill in"
      : voucher.keyId === null
        ? `taken down on the console by agent ${voucher.agent}`
        : `taken down (${stated.channel}) with API key ${voucher.keyId}`;
  return {
    ...mail,
    kind: "person",
    reasons: [why],
    sender: { ...requester, status: "usable", why: [] },
    from: { ...requester },
    authentic: voucher !== null,
    authenticity: {
      spf: null,
      dkim: null,
      dmarc: null,
      aligned: voucher !== null,
      domainProved: false,
      why: [why],
      source: "none",
    },
    automatic: { mayAnswer: true, why: [] },
    bounce: null,
    delivered: null,
    forwarded: null,
    forwardParts: null,
    text: mail.text.trim(),
    replyText: mail.text.trim(),
    signature: "",
    language: voucher === null ? (mail.language ?? stated.language) : (stated.language ?? mail.language),
    isShortThanks: false,
  };
}

/**
 * What the rules decided, with what was stated. Whoever vouches for a request has decided before the rules; what the writer of a form chose
 * comes after them. An id that the desk does not have any more decides nothing.
 */
export function withStated(
  set: RuleOutcome,
  stated: StatedRequest | null,
  known: { readonly levels: object; readonly services: object },
): RuleOutcome {
  if (stated === null) return set;
  const said = {
    ...(stated.level !== null && stated.level in known.levels ? { level: stated.level } : {}),
    ...(stated.service !== null && stated.service in known.services ? { service: stated.service } : {}),
  };
  return stated.voucher === null ? { ...said, ...set } : { ...set, ...said };
}
