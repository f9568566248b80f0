import { expect, test } from "@jest/globals";
import { createOneOfEach } from "../../../../src/usecases/imports/one-of-each.ts";

test("a person that was given before is that one, and nobody else is", () => {
  const each = createOneOfEach();
  const mette = each.person({ address: "mette@north.example", name: "Mette" });
  expect(each.person({ address: "mette@north.example", name: "Mette" })).toBe(mette);
  const others = [
    { address: "mette@north.example", name: "" },
    { address: "mette@north.example\nMette", name: "" },
    { address: "", name: "Mette" },
  ];
  expect(others.map(each.person)).toEqual(others);
});

test("a text is what it was, the empty one too", () => {
  const each = createOneOfEach();
  expect(["", "<a@b>", "", "__proto__"].map(each.text)).toEqual(["", "<a@b>", "", "__proto__"]);
});
