import { expect, test } from "@jest/globals";
import { asksForStatus } from "../../../../src/domain/filing/asks-for-status.ts";

const asks = (replyText: string, subject = "STATUS", attachmentCount = 0) =>
  asksForStatus({ subject, replyText, attachmentCount });

test.each(["", "\n\n", "Hej", "Hej Support\n\nPå forhånd tak.\n\nMvh Anna", "Status, please", "Sendt fra min iPhone"])(
  "the subject alone asks where the text is only courtesy: %j",
  (text) => {
    expect(asks(text)).toBe(true);
  },
);

test.each(["Serveren er nede", "nede", "igen", "Hej Support?", "Hej\n\nRing til mig på 12345678", "Mvh Anna Berg"])(
  "words of its own make it a request that somebody reads: %j",
  (text) => {
    expect(asks(text)).toBe(false);
  },
);

test.each(["Status på sagen", "Re: STATUS", "", "statusx"])("another subject asks for nothing: %j", (subject) => {
  expect(asks("", subject)).toBe(false);
});

test("an attachment makes it a request", () => {
  expect(asks("", "status", 1)).toBe(false);
});
