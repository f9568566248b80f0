import { type LmtpPlace, placeName } from "./adapters/lmtp/lmtp-place.ts";
import { readGreeting } from "./adapters/lmtp/read-greeting.ts";
import { bad, type DeskCheck, good } from "./desk-check.ts";

const PATIENCE_MS = 20_000;

/** Whether mail is or can be taken at the place by LMTP. Free is as good as ours: `svartid start` listens there. */
export async function checkLmtp(place: LmtpPlace, patienceMs = PATIENCE_MS): Promise<DeskCheck> {
  const where = placeName(place);
  const greeting = await readGreeting(place, patienceMs);
  switch (greeting.kind) {
    case "nobody":
      return good("lmtp", `Nobody listens at ${where} yet: svartid start does.`);
    case "said":
      if (/^220 .*\bLMTP\b/.test(greeting.line)) return good("lmtp", `Mail is taken at ${where}.`);
      return bad("lmtp", `Another program than svartid listens at ${where}.`, "Set LMTP_LISTEN to a free place.");
    case "silent":
      return bad(
        "lmtp",
        `Somebody listens at ${where} and says nothing.`,
        "Start svartid again if it is the one that hangs; set LMTP_LISTEN to a free place if it is another program.",
      );
    case "unreachable":
      return bad(
        "lmtp",
        `${where} cannot be reached from here.`,
        "Set LMTP_LISTEN to an address of this machine or to a socket, and let no firewall drop what goes there.",
      );
    case "forbidden":
      return bad(
        "lmtp",
        `This user may not open ${where}.`,
        "Run svartid check as the user who runs svartid start, or put this user into the group of the socket.",
      );
    case "failed":
      return bad(
        "lmtp",
        `${where} could not be tried: the system answered ${greeting.code}.`,
        "Set LMTP_LISTEN to another place.",
      );
  }
}
