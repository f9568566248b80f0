/** Who handed a mail over for whom; `sender` is empty for bounces. */
export interface Envelope {
  readonly sender: string;
  readonly recipients: readonly string[];
}

/**
 * What the last server of a mail's way writes on top of it (RFC 5321 section 4.4): from its envelope, and nothing of the
 * moment, so that a mail handed over twice has the same bytes twice.
 */
export function envelopeStamp({ sender, recipients }: Envelope): Buffer {
  const lines = [`Return-Path: <${sender}>`, ...recipients.map((address) => `Delivered-To: ${address}`)];
  return Buffer.from(`${lines.join("\r\n")}\r\n`);
}
