import { expect, test } from "@jest/globals";
import { addressIn } from "../../../../src/adapters/http/console-frame.ts";

test.each([
  ["/tickets?q=pumpe&lang=en", "/tickets?q=pumpe&lang=da"],
  ["/sign-in?token=secret&ended", "/sign-in?ended=&lang=da"],
  ["/sign-in?mailed=secret&ended", "/sign-in?ended=&lang=da"],
  ["//evil.example/x", "/evil.example/x?lang=da"],
  ["//a//evil.example", "/a//evil.example?lang=da"],
  ["/.//evil.example", "/?lang=da"],
  ["/\\evil.example", "/evil.example?lang=da"],
  ["/x/..//evil.example", "/?lang=da"],
  ["//[", "/[?lang=da"],
  ["", "/?lang=da"],
])("the link from %s to the same page in Danish stays on this host: %s", (url, link) => {
  expect(addressIn({ method: "GET", url }, "da")).toBe(link);
  expect(new URL(link, "https://desk.example").host).toBe("desk.example");
});

test("a form that was sent is not sent again in another language", () => {
  expect(addressIn({ method: "POST", url: "/inbound/7/retry" }, "en")).toBe("/?lang=en");
});
