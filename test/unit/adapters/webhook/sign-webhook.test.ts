import { expect, test } from "@jest/globals";
import { signWebhook } from "../../../../src/adapters/webhook/sign-webhook.ts";

// The vector of the reference libraries of Standard Webhooks.
const SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const DELIVERY = {
  webhookId: "msg_p5jXN8AQM9LWM0D4loKWxJek",
  timestamp: 1_614_265_330,
  payload: Buffer.from('{"test": 2432232314}'),
};
const SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

test("a delivery is signed as the reference libraries sign it", () => {
  expect(signWebhook([SECRET], DELIVERY)).toBe(SIGNATURE);
});

test("while a secret is rotated both signatures are sent, parted by a space", () => {
  const other = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;
  const both = signWebhook([other, SECRET], DELIVERY).split(" ");
  expect(both).toHaveLength(2);
  expect(both[1]).toBe(SIGNATURE);
  expect(both[0]).toMatch(/^v1,[A-Za-z0-9+/]{43}=$/);
});

test("another id, instant or body gives another signature", () => {
  for (const change of [{ webhookId: "msg_2" }, { timestamp: 1 }, { payload: Buffer.from("{}") }]) {
    expect(signWebhook([SECRET], { ...DELIVERY, ...change })).not.toBe(SIGNATURE);
  }
});
