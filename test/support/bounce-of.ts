export interface Reported {
  action?: string;
  status?: string;
  diagnostic?: string;
}

/** The report of a server that could not deliver a mail of ours; of one that does not know the address, unless told otherwise. */
export function bounceOf(messageId: string, address: string, reported: Reported = {}): string {
  const { action = "failed", status = "5.1.1", diagnostic = "550 no such user" } = reported;
  return [
    "From: MAILER-DAEMON@north.example",
    "To: support@desk.example",
    "Subject: Undelivered Mail Returned to Sender",
    "Message-ID: <bounce@north.example>",
    'Content-Type: multipart/report; report-type=delivery-status; boundary="b"',
    "",
    "--b",
    "Content-Type: text/plain",
    "",
    "It could not be delivered.",
    "--b",
    "Content-Type: message/delivery-status",
    "",
    "Reporting-MTA: dns; mx.north.example",
    "",
    `Final-Recipient: rfc822; ${address}`,
    `Action: ${action}`,
    `Status: ${status}`,
    `Diagnostic-Code: smtp; ${diagnostic}`,
    "--b",
    "Content-Type: text/rfc822-headers",
    "",
    `Message-ID: ${messageId}`,
    "Subject: Re: x",
    "",
    "--b--",
    "",
  ].join("\n");
}
