/** The life of a ticket. `new`: no agent has answered or taken it yet; `waiting`: the next move is the requester's. */
export const TICKET_STATES = ["new", "open", "waiting", "resolved", "closed"] as const;
export type TicketState = (typeof TICKET_STATES)[number];
