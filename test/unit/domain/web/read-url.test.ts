import { expect, test } from "@jest/globals";
import { readUrl } from "../../../../src/domain/web/read-url.ts";

test("a URL is read, alone and on a page", () => {
  expect(readUrl("https://support.desk.example/a?b=c")?.searchParams.get("b")).toBe("c");
  expect(readUrl("../b", "https://desk.example/a/c")?.href).toBe("https://desk.example/b");
});

test.each(["", "/a", "desk.example", "http://", "http://a b/", "http://[::1"])("%j is none", (text) => {
  expect(readUrl(text)).toBeNull();
});

test("a short URL with a letter of Latin-1 is one, however often it is asked", () => {
  const hosts = Array.from({ length: 50_000 }, (_none, at) => readUrl(`http://fød${at % 10}/`)?.hostname);
  expect(new Set(hosts).size).toBe(10);
  expect(hosts).not.toContain(undefined);
});
