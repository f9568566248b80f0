import { expect, test } from "@jest/globals";
import { pastPerson, readPeople } from "../../../../src/domain/imports/past-people.ts";

test("a person of an import has the address that their mails have, however its domain is written", () => {
  const ida = { address: "ida@xn--fde-0na.example", name: "Ida" };
  expect(readPeople("Ida <Ida@FØDE.example>")).toEqual([ida]);
  expect(pastPerson(" Ida@føde.example ", "Ida")).toEqual(ida);
});
