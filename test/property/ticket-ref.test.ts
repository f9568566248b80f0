import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { createTicketRef, parseTicketRef, TICKET_REF_COUNT } from "../../src/domain/ticket/ticket-ref.ts";

const ALPHABET = [..."0123456789ABCDEFGHJKMNPQRSTVWXYZ"];
const PLACES = [3, 4, 5, 6, 7, 9];
const draw = fc.integer({ min: 0, max: TICKET_REF_COUNT - 1 });

test("no single wrong character passes the check", () => {
  const wrong = fc.tuple(draw, fc.constantFrom(...PLACES), fc.constantFrom(...ALPHABET));
  fc.assert(
    fc.property(wrong, ([number, place, symbol]) => {
      const ref = createTicketRef(number);
      fc.pre(ref.charAt(place) !== symbol);
      expect(parseTicketRef(ref.slice(0, place) + symbol + ref.slice(place + 1))).toBeNull();
    }),
    { numRuns: 5000 },
  );
});

test("no two neighbours that changed places pass the check", () => {
  fc.assert(
    fc.property(draw, fc.integer({ min: 0, max: PLACES.length - 2 }), (number, at) => {
      const symbols = [...createTicketRef(number)];
      const [one = 0, two = 0] = PLACES.slice(at, at + 2);
      fc.pre(symbols[one] !== symbols[two]);
      [symbols[one], symbols[two]] = [symbols[two] ?? "", symbols[one] ?? ""];
      expect(parseTicketRef(symbols.join(""))).toBeNull();
    }),
    { numRuns: 5000 },
  );
});
