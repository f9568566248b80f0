import { expect, test } from "@jest/globals";
import { decideSender } from "../../../../src/domain/email/decide-sender.ts";
import type { HeaderField } from "../../../../src/domain/email/header-field.ts";

const asIs = (text: string): string => text;
const from = (...values: string[]): HeaderField[] => values.map((value) => ({ key: "from", value }));

test.each([
  ["agent@corp.test", "agent@corp.test", ""],
  ["<agent@corp.test>", "agent@corp.test", ""],
  ["Ane Ager <Agent@Corp.Test>", "agent@corp.test", "Ane Ager"],
  ['"Ager, Ane" <agent@corp.test>', "agent@corp.test", "Ager, Ane"],
  ["agent@corp.test (Ane Ager)", "agent@corp.test", "Ane Ager"],
  ['"agent@corp.test" <agent@corp.test>', "agent@corp.test", "agent@corp.test"],
  ["Ane <first.last+tag@sub.corp-one.test>", "first.last+tag@sub.corp-one.test", "Ane"],
])("one plain address decides the sender: %s", (value, address, name) => {
  expect(decideSender(from(value), asIs)).toEqual({ address, name, status: "usable", why: [] });
});

test.each([
  ['"agent@corp.test"@e.test', "quoted local part"],
  ["<@agent@corp.test:evil@e.test>", "route"],
  ["<@relay.test:agent@corp.test>", "route"],
  ["agent@corp.test, evil@e.test", "2 addresses in From"],
  ["agent@corp.test; evil@e.test", "2 addresses in From"],
  ["staff: agent@corp.test;", "group"],
  ["undisclosed-recipients:;", "no address in From"],
  ['"agent <agent@corp.test>', "unterminated quote"],
  ["agent (comment <agent@corp.test>", "unterminated comment"],
  ["Agent <agent@corp.test", "unterminated bracket"],
  ["<agent@corp.test> evil@e.test", "text after the bracket"],
  ["<agent@corp.test> <evil@e.test>", "several brackets"],
  ["agent@corp.test <evil@e.test>", "address outside the bracket"],
  ["agent@corp.test evil@e.test", "not one plain address"],
  ["agent@corp.test(c)@e.test", "comment inside the address"],
  ["<agent(c)@corp.test>", "comment inside the address"],
  ["agent\u0000@corp.test", "control character"],
  ["<agent@corp.test\u0007>", "control character"],
  ["<=?utf-8?q?agent?=@corp.test>", "encoded word in the address"],
  ["<ågent@corp.test>", "local part is no dot-atom"],
  ["<.agent@corp.test>", "local part is no dot-atom"],
  ["<agent@corp@e.test>", "local part is no dot-atom"],
  ["<agent@cörp.test>", "domain beyond ASCII"],
  ["<agent@[192.0.2.1]>", "domain is no host name"],
  ["<agent@localhost>", "domain is no host name"],
  ["<'agent@corp.test'>", "not one plain address"],
  ["<agent @corp.test>", "not one plain address"],
  ["<mailto:agent@corp.test>", "route"],
  [`<${"a".repeat(65)}@corp.test>`, "address too long"],
  [`<a@${"b.".repeat(130)}test>`, "address too long"],
  ["MAILER-DAEMON (Mail Delivery System)", "no full address in From"],
  ["<>", "no full address in From"],
  ["", "no address in From"],
])("what two readers could read differently is no sender: %s", (value, why) => {
  const sender = decideSender(from(value), asIs);
  expect(sender.status).toBe("unusable");
  expect(sender.why).toContain(why);
});

test("a name with a bare comma is shown whole with its address, and is no sender", () => {
  const sender = decideSender(from("Ager, Ane <ane@corp.test>"), asIs);
  expect(sender).toMatchObject({ address: "ane@corp.test", name: "Ager, Ane", status: "unusable" });
});

test("two From headers are no sender, whatever they say", () => {
  const sender = decideSender(from("agent@corp.test", "agent@corp.test"), asIs);
  expect(sender).toMatchObject({ status: "unusable", address: "agent@corp.test" });
  expect(sender.why).toContain("2 From headers");
});

test("a mail without a From header has no sender", () => {
  expect(decideSender([{ key: "sender", value: "agent@corp.test" }], asIs)).toMatchObject({
    status: "unusable",
    address: "",
    why: ["no From header", "no address in From"],
  });
});

test("an encoded name cannot make up an address", () => {
  const decode = (text: string): string => text.replace("=?utf-8?q?x?=", "agent@corp.test <agent@corp.test>");
  const sender = decideSender(from("=?utf-8?q?x?= <evil@e.test>"), decode);
  expect(sender).toMatchObject({ address: "evil@e.test", status: "unusable" });
  expect(sender.why).toContain("name makes an address");
});
