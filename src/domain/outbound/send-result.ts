/** What a server said of one recipient. `reply` is its code and text on one line, without what it quotes of us. */
export interface RecipientAnswer {
  readonly address: string;
  readonly outcome: "accepted" | "deferred" | "refused";
  readonly reply: string;
}

/** What is wrong with a way out, whatever mail it is asked to take. `token-refused`: the access token for its login, by the server or by its endpoint. */
export const ROUTE_TROUBLES = ["login-refused", "token-refused", "unreachable", "closing"] as const;
export type RouteTrouble = (typeof ROUTE_TROUBLES)[number];

/** Whether nobody but a person can mend it, and each further try may lock the account. */
export function isRefusal(trouble: RouteTrouble): boolean {
  return trouble === "login-refused" || trouble === "token-refused";
}

/**
 * How one attempt ended. `answered`: the server has spoken about every recipient. `not-sent`: provably nothing was taken, because the
 * final dot never left. `unknown`: the final dot left and no whole answer came back (RFC 1047): it may have been taken. `lost`: another
 * sender has the row by now, and nothing left. `trouble`: the attempt also told that the way out does not work. `why` is a stable code with the server's words where there are any.
 */
export type SendResult =
  | { readonly kind: "answered"; readonly recipients: readonly RecipientAnswer[]; readonly trouble?: RouteTrouble }
  | { readonly kind: "not-sent"; readonly why: string; readonly trouble?: RouteTrouble }
  | { readonly kind: "unknown"; readonly why: string; readonly trouble?: RouteTrouble }
  | { readonly kind: "lost" };
