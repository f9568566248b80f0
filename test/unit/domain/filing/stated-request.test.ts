import { expect, test } from "@jest/globals";
import { type StatedRequest, withStated } from "../../../../src/domain/filing/stated-request.ts";
import { testDesk } from "../../../support/test-desk.ts";

const desk = testDesk();
const [service = ""] = Object.keys(desk.services);
const stated = (change: Partial<StatedRequest>): StatedRequest => ({
  channel: "phone",
  requester: { address: "ida@north.example", name: "" },
  level: null,
  service: null,
  language: null,
  voucher: { keyId: 1, agent: "one" },
  ...change,
});

test.each([
  ["an ordinary mail: the rules", { level: "A" }, null, { level: "A" }],
  ["nothing said: the rules", { level: "A" }, stated({}), { level: "A" }],
  [
    "whoever vouches decides before the rules",
    { level: "A", team: "x" },
    stated({ level: "D" }),
    { level: "D", team: "x" },
  ],
  ["the writer of a form after them", { level: "A" }, stated({ level: "D", voucher: null }), { level: "A" }],
  ["and where they say nothing", {}, stated({ level: "D", voucher: null }), { level: "D" }],
  ["a service", {}, stated({ service }), { service }],
  ["a level that is gone decides nothing", { level: "B" }, stated({ level: "gone" }), { level: "B" }],
  ["nor does one that no desk has", {}, stated({ level: "constructor", service: "toString" }), {}],
])("%s", (_name, ruled, said, outcome) => {
  expect(withStated(ruled, said, desk)).toEqual(outcome);
});
