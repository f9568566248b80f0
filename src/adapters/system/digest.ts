import { createHash, timingSafeEqual } from "node:crypto";
import type { Digest } from "../../usecases/ports/digest.ts";

export const digest: Digest = {
  sha256: (text) => createHash("sha256").update(text, "utf8").digest("hex"),
  equal(left, right) {
    const [one, other] = [Buffer.from(left, "utf8"), Buffer.from(right, "utf8")];
    return one.length === other.length && timingSafeEqual(one, other);
  },
};
