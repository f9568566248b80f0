import { expect, test } from "@jest/globals";
import { threadHeaders } from "../../../../src/domain/outbound/thread-headers.ts";

test("an answer refers to what its parent referred to, and then to its parent", () => {
  const answered = { messageId: "<c@x>", inReplyTo: ["<b@x>"], references: ["<a@x>", "<b@x>"] };
  expect(threadHeaders(answered)).toEqual({ inReplyTo: "<c@x>", references: ["<a@x>", "<b@x>", "<c@x>"] });
});

test("without references the parent's only In-Reply-To stands in, and several do not", () => {
  const one = { messageId: "<c@x>", inReplyTo: ["<b@x>"], references: [] };
  const two = { messageId: "<c@x>", inReplyTo: ["<a@x>", "<b@x>"], references: [] };
  expect(threadHeaders(one).references).toEqual(["<b@x>", "<c@x>"]);
  expect(threadHeaders(two).references).toEqual(["<c@x>"]);
});

test("a parent without a Message-ID is answered without In-Reply-To", () => {
  expect(threadHeaders({ messageId: null, inReplyTo: [], references: [] })).toEqual({
    inReplyTo: null,
    references: [],
  });
});

test("ids that could break a header are left out", () => {
  const bad = ["<a b@x>", "a@x", "<a\r\nBcc: x@y>", `<${"a".repeat(300)}@x>`, "<æ@x>", "<a><b>"];
  expect(threadHeaders({ messageId: "<ok@x>\r\nX: y", inReplyTo: [], references: bad })).toEqual({
    inReplyTo: null,
    references: [],
  });
});

test("a very long thread keeps its first id and the nearest ones", () => {
  const references = Array.from({ length: 500 }, (_, at) => `<${at}@x>`);
  const thread = threadHeaders({ messageId: "<last@x>", inReplyTo: [], references });
  expect(thread.references).toHaveLength(20);
  expect(thread.references[0]).toBe("<0@x>");
  expect(thread.references.slice(-2)).toEqual(["<499@x>", "<last@x>"]);
});
