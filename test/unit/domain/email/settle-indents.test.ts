import { expect, test } from "@jest/globals";
import { INDENT, settleIndents } from "../../../../src/domain/email/settle-indents.ts";

const indented = (...lines: string[]) => lines.map((line) => `${INDENT} ${line}`).join("\n");

test("an indented block in the midst of own words is the writer's", () => {
  const text = `The menu:\n\n${indented("Soup", "Bread")}\n\nSee you.`;
  expect(settleIndents(text)).toBe("The menu:\n\nSoup\nBread\n\nSee you.");
});

test("an indented block that ends the mail below other words is a quote", () => {
  expect(settleIndents(`Yes.\n\n${indented("Shall we?", "", "One")}\n`)).toBe("Yes.\n\n> Shall we?\n> \n> One\n");
});

test("an indented block is a quote where an attribution stood before it or opens it, whatever follows", () => {
  const attribution = "On 24 Nov 2026, at 10:00, One <one@north.example> wrote:";
  expect(settleIndents(`${attribution}\n${indented("Shall we?")}\nYes.\n${indented("When?")}\nNow.`)).toBe(
    `${attribution}\n> Shall we?\nYes.\n> When?\nNow.`,
  );
  expect(settleIndents(`${indented(attribution, "Shall we?")}\nYes.`)).toBe(`> ${attribution}\n> Shall we?\nYes.`);
});

test("a mail of nothing but an indented block is the writer's", () => {
  expect(settleIndents(indented("Hello", "One"))).toBe("Hello\nOne");
});

test("no mark is left in what is too long to be decided", () => {
  expect(settleIndents(`${indented("Hello")}\n${"x".repeat(200_001)}`)).not.toContain(INDENT);
});
