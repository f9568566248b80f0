import { expect, test } from "@jest/globals";
import {
  deliveryOfNotice,
  type NoticeRow,
  type NoticeState,
} from "../../../../src/domain/releases/delivery-of-notice.ts";

type Mail = NonNullable<NoticeRow["mail"]>;

test.each<[Mail["state"], Mail["recipient"], boolean, NoticeState]>([
  ["queued", "queued", false, "queued"],
  ["sending", "queued", false, "queued"],
  ["deferred", "deferred", false, "queued"],
  ["held", "queued", false, "queued"],
  ["sent", "sent", false, "sent"],
  ["sent", "sent", true, "delivered"],
  ["sent", "failed", false, "bounced"],
  ["sent", "failed", true, "bounced"],
  ["uncertain", "queued", false, "uncertain"],
  ["uncertain", "queued", true, "delivered"],
  ["failed", "failed", false, "failed"],
  ["failed", "queued", false, "failed"],
  ["cancelled", "cancelled", false, "failed"],
])("a mail that is %s, to one who is %s (reported: %s), is %s", (state, recipient, isDelivered, expected) => {
  expect(deliveryOfNotice({ leftOut: null, mail: { state, recipient, isDelivered } })).toBe(expected);
});

test("who was left out is, and who has no mail yet is planned", () => {
  expect(deliveryOfNotice({ leftOut: "suppressed", mail: null })).toBe("left-out");
  expect(deliveryOfNotice({ leftOut: null, mail: null })).toBe("planned");
});
