// Keeps what stands in #live as the server would show it now. The page needs none of this: without it, it has a link that loads it anew.
const TYPES = [
  "ticket.opened",
  "ticket.changed",
  "ticket.message",
  "clock.changed",
  "clock.warned",
  "clock.breached",
  "clock.escalated",
  "outbox.changed",
  "inbound.changed",
  "webhook.dead",
  "trouble.began",
  "trouble.ended",
  "organisation.changed",
];
const PAUSE_MS = 1_000;
const MINUTE_MS = 60_000;

let state = "stale";
let isBusy = false;
let isWanted = false;

function show(next) {
  state = next;
  const sign = document.querySelector(".fresh");
  if (sign === null) return;
  sign.classList.toggle("is-live", state === "live");
  sign.classList.toggle("is-stale", state === "stale");
  const word = sign.querySelector(".state");
  if (word.textContent !== sign.dataset[state]) word.textContent = sign.dataset[state];
}

// Whoever has opened a mail or marked words keeps them.
function isRead(region) {
  const marked = document.getSelection();
  const isMarking = marked !== null && !marked.isCollapsed && region.contains(marked.anchorNode);
  return isMarking || region.querySelector("details[open]") !== null;
}

function put(next) {
  const now = document.querySelector("#live");
  if (next === null || now === null || isRead(now)) return;
  const focused = now.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
  now.replaceWith(document.adoptNode(next));
  if (focused === null) return;
  const same = [...next.querySelectorAll("a")].find((link) => link.getAttribute("href") === focused);
  same?.focus({ preventScroll: true });
}

async function renew() {
  isWanted = true;
  if (isBusy) return;
  isBusy = true;
  while (isWanted) {
    isWanted = false;
    try {
      const answer = await fetch(location.href, { headers: { accept: "text/html" }, redirect: "error" });
      if (!answer.ok) throw new Error(String(answer.status));
      put(new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("#live"));
      show(state);
    } catch {
      show("stale");
    }
    await new Promise((done) => setTimeout(done, PAUSE_MS));
  }
  isBusy = false;
}

const { ticket = "" } = document.querySelector("#live").dataset;
const events = new EventSource(ticket === "" ? "/live" : `/live?ticket=${encodeURIComponent(ticket)}`);
events.addEventListener("open", () => show("live"));
events.addEventListener("error", () => show("stale"));
// What happened while there was no connection is seen at once when there is one again.
for (const type of [...TYPES, "began", "gap"]) events.addEventListener(type, renew);
events.addEventListener("ended", () => location.reload());
// Working time runs on though nothing happens.
setInterval(() => document.visibilityState === "visible" && renew(), MINUTE_MS);
