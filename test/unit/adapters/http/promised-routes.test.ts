import { expect, test } from "@jest/globals";
import { ROUTES } from "../../../../src/adapters/http/routes.ts";

// What programs of others were promised: these names stay.
const OF_A_TICKET = ["messages", "events", "clocks", "time"].map((part) => `/api/v1/tickets/:ref/${part}`);
const LISTS = ["tickets", "inbound", "outbox", "alerts", "organisations", "agreements", "agents", "known-errors"];
const MORE = ["releases", "changes", "reports/sla", "webhooks", "keys", "audit", "events"];
const OF_THE_SERVER = ["/healthz", "/readyz", "/metrics", "/openapi.json", "/api/v1/tickets/:ref"];

test.each([...OF_THE_SERVER, ...OF_A_TICKET, ...[...LISTS, ...MORE].map((name) => `/api/v1/${name}`)])(
  "%s can be read",
  (path) => {
    const reading = Object.values(ROUTES).filter((route) => route.path === path && route.method === "GET");
    expect(reading).toHaveLength(1);
  },
);
