/** What a server said of one recipient. `reply` is its code and text on one line, without what it quotes of us. */
export interface RecipientAnswer {
  readonly address: string;
  readonly outcome: "accepted" | "deferred" | "refused";
  readonly reply: string;
}

/**
 * How one attempt ended. `answered`: the server has spoken about every recipient. `not-sent`: provably nothing was taken, because the
 * final dot never left. `unknown`: the final dot left and no whole answer came back (RFC 1047): it may have been taken. `lost`: another
 * sender has the row by now, and nothing left. `why` is a stable code with the server's words where there are any.
 */
export type SendResult =
  | { readonly kind: "answered"; readonly recipients: readonly RecipientAnswer[] }
  | { readonly kind: "not-sent"; readonly why: string }
  | { readonly kind: "unknown"; readonly why: string }
  | { readonly kind: "lost" };
