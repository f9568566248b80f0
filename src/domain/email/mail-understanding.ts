import type { Instant } from "../time/instant.ts";

/** What a mail is. Decided apart from whether it may be answered automatically. `unreadable` is a mail the parser gave up on. */
export const MAIL_KINDS = ["person", "auto-reply", "bounce", "list", "loop", "system", "unreadable"] as const;
export type MailKind = (typeof MAIL_KINDS)[number];

/** Things worth knowing about how a mail is built. `truncated`: a cap was reached and some of it was left out. */
export const MAIL_FLAGS = [
  "signed",
  "encrypted",
  "calendar",
  "tnef",
  "oversize",
  "truncated",
  "malformed",
  "html-too-large",
  "body-length-limited",
] as const;
export type MailFlag = (typeof MAIL_FLAGS)[number];

/** One address of a header. `address` is lower-cased and free of brackets; `name` is the decoded display name or "". */
export type MailAddress = { address: string; name: string };

/**
 * The sender as the one function that may decide it (threat T4) sees it. `unusable` means that two readers of the same
 * bytes could see two senders: `address` is then only for showing, never for granting anything.
 */
export type Sender = { address: string; name: string; status: "usable" | "unusable"; why: string[] };

/** One failed or delayed recipient of a delivery report. `status` is RFC 3463 (`5.1.1`) or null. */
export type BouncedRecipient = {
  address: string;
  action: "failed" | "delayed" | "delivered" | "relayed" | "expanded";
  status: string | null;
  diagnostic: string | null;
};

/** What a delivery report says. It is a claim by whoever sent it: only a proved id of ours makes it count (threat T10). */
export type Bounce = { recipients: BouncedRecipient[]; originalMessageId: string | null };

/** Whom a delivery report says to have the mail, lower-cased. A claim, as a bounce is, until the id is proved ours. */
export type DeliveredReport = { addresses: string[]; originalMessageId: string | null };

/** The mail that was forwarded, as its inline header block or attached message says. */
export type Forwarded = { from: MailAddress | null; subject: string | null; date: string | null };

/** One attached file, without its bytes. `sha256` is of the decoded content, in hex. */
export type MailAttachment = {
  filename: string;
  contentType: string;
  size: number;
  sha256: string;
  inline: boolean;
  contentId: string | null;
};

export const AUTH_RESULTS = [
  "pass",
  "fail",
  "none",
  "temperror",
  "permerror",
  "neutral",
  "softfail",
  "policy",
] as const;
export type AuthResult = (typeof AUTH_RESULTS)[number];

/**
 * What is proved about the sender. `aligned` is true only where DMARC passed for the very address decided as sender.
 * `source` says who checked: the trusted receiving server, we ourselves, or nobody.
 */
export type Authenticity = {
  spf: AuthResult | null;
  dkim: AuthResult | null;
  dmarc: AuthResult | null;
  aligned: boolean;
  /** DMARC passed for the domain of the address that people read as the sender, on a mail whose other single headers are single. */
  domainProved: boolean;
  why: string[];
  source: "receiving-server" | "own-check" | "none";
};

/** May this mail be answered automatically at all? Rate limits are decided elsewhere, from what was sent before. */
export type MayAnswer = { mayAnswer: boolean; why: string[] };

/** Everything that is known about one mail from its bytes alone. Plain data: it crosses threads and is printed as JSON. */
export type MailUnderstanding = {
  /** All message ids are kept in one form: `<left@right>`, brackets included, white space and comments removed, case kept. */
  messageId: string | null;
  inReplyTo: string | null;
  /** Oldest first, as the header has them; at most 100 (the newest are kept), without repetitions. */
  references: string[];
  /** The first sender the headers show, for people; `sender` is what decisions use. */
  from: MailAddress | null;
  to: MailAddress[];
  cc: MailAddress[];
  replyTo: string[];
  subject: string;
  /** The subject without reply and forward marks and list tags (RFC 5256 section 2.1, and Nordic and German marks). */
  baseSubject: string;
  /** The Date header: a claim of the sender. ISO 8601 UTC, or null when it cannot be read. */
  date: string | null;
  kind: MailKind;
  reasons: string[];
  bounce: Bounce | null;
  /** A report may tell of one recipient that it has the mail and of another that it failed: then there is a bounce too. */
  delivered: DeliveredReport | null;
  forwarded: Forwarded | null;
  /** What the forwarder wrote above a forwarded mail, and the forwarded text itself. Null unless `forwarded`. */
  forwardParts: { above: string; text: string } | null;
  text: string;
  replyText: string;
  signature: string;
  language: string | null;
  html: string | null;
  attachments: MailAttachment[];
  authenticity: Authenticity;
  flags: MailFlag[];

  sender: Sender;
  /** DMARC passed, for exactly the decided sender, on a mail whose single headers are single. The only proof there is. */
  authentic: boolean;
  /** To, Cc, Delivered-To, X-Original-To and Envelope-To, lower-cased: where a signed reply address may stand. */
  recipients: string[];
  automatic: MayAnswer;
  /** When our own receiving server took it in: the topmost Received written by it; null when none can be read. */
  topmostTrustedReceivedAt: Instant | null;
  /** sha256 of Message-ID, Date, From, Subject and decoded content: the same mail, re-delivered or restored, has the same. */
  fingerprint: string;
  /** Our own headers as they came, by lower-case name. A claim until the MAC in the value is checked (threat T20). */
  deskHeaders: Record<string, string>;
  /** Nothing but thanks: short, no question, no attachment. Such a reply reopens nothing. */
  isShortThanks: boolean;
};
